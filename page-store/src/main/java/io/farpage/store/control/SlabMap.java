package io.farpage.store.control;

import io.farpage.api.FragmentOp;
import io.farpage.api.HostRef;
import io.farpage.store.IdTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Client side: the slabs of one host that can be reached, and who waits for one to be. Thread-safe.
 *
 * @param <S> how a slab is reached
 */
public final class SlabMap<S> {
    /** Somebody who needs a slab that is not mapped. Told once, under the lock of the map. */
    public interface Waiter {
        /** It is mapped now. */
        void mapped();

        /** It cannot be. */
        void failed(Answer.Failed why);

        /** The op that waits, if it is one. */
        @Nullable
        FragmentOp op();
    }

    /** Makes what the host answered into a way to reach a slab. */
    public interface Mapper<S> {
        /**
         * Maps a slab.
         *
         * @return null when it is not there any more: the host is asked again
         * @throws IOException when it cannot be reached, saying why
         */
        @Nullable
        S map(long slab, Answer.Done place) throws IOException;

        /** Gives up what {@link #map} made, whoever is using it. Called once. */
        void unmap(S mapped);
    }

    private final HostRef host;
    private final ControlChannel channel;
    private final Mapper<S> mapper;
    private final Map<Long, List<Waiter>> waiting = new HashMap<>();
    private volatile IdTable<S> mapped = IdTable.empty();
    private boolean open;
    /** Answers to what was asked before the map was last opened do not count. */
    private int era;

    private Answer.@Nullable Failed lost;

    /** A map of nothing, which asks over {@code channel} once it is open. */
    public SlabMap(HostRef host, ControlChannel channel, Mapper<S> mapper) {
        this.host = host;
        this.channel = channel;
        this.mapper = mapper;
    }

    /** The slab if it is mapped. */
    public @Nullable S find(long slab) {
        return mapped.find(slab);
    }

    /** All slabs that are mapped. */
    public List<S> all() {
        return mapped.all();
    }

    /** Gives up a slab that is not there any more. */
    public synchronized void drop(long id, S slab) {
        if (Objects.equals(mapped.find(id), slab)) {
            mapped = mapped.without(id);
            mapper.unmap(slab);
        }
    }

    /** Asks the host where a slab is, maps it and tells the waiter. */
    public synchronized void await(long slab, Waiter waiter) {
        if (lost != null) {
            waiter.failed(lost);
            return;
        }
        List<Waiter> others = waiting.get(slab);
        if (others != null) {
            others.add(waiter);
            return;
        }
        waiting.put(slab, new ArrayList<>(List.of(waiter)));
        if (open) {
            ask(slab);
        }
    }

    /** Ends an op that waits as cancelled; false when it does not wait. */
    public synchronized boolean cancel(FragmentOp op) {
        List<Waiter> waiters = waiting.getOrDefault(op.slab(), List.of());
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            if (each.next().op() == op) {
                each.remove();
                op.complete(FragmentOp.Status.CANCELLED);
                return true;
            }
        }
        return false;
    }

    /** The host can be asked now. */
    public synchronized void open() {
        open = true;
        era++;
        List.copyOf(waiting.keySet()).forEach(this::ask);
    }

    /** Nothing can be reached until the map is opened again: who waits goes on waiting. */
    public synchronized void suspend() {
        open = false;
        era++;
        unmapAll();
    }

    /** The host is gone: gives up everything and fails all who wait, from now on. */
    public synchronized void lost(Answer.Failed why) {
        lost = why;
        List.copyOf(waiting.keySet()).forEach(slab -> failAll(slab, why));
        unmapAll();
    }

    private void unmapAll() {
        List<S> all = mapped.all();
        mapped = IdTable.empty();
        all.forEach(mapper::unmap);
    }

    private void ask(long slab) {
        int asked = era;
        channel.ask(FrameType.MAP, answer -> answered(slab, asked, answer), slab);
    }

    private synchronized void answered(long slab, int asked, Answer answer) {
        if (asked != era) {
            return;
        }
        switch (answer) {
            case Answer.Failed failed -> failAll(slab, failed);
            case Answer.Done done -> {
                if (lost == null) {
                    map(slab, done);
                }
            }
        }
    }

    private void map(long slab, Answer.Done place) {
        try {
            S found = mapper.map(slab, place);
            if (found == null) {
                ask(slab);
                return;
            }
            mapped = mapped.with(slab, found);
        } catch (IOException e) {
            failAll(slab, Answer.unreachable(host, "slab " + slab + " cannot be mapped: " + e.getMessage()));
            return;
        }
        takeWaiters(slab).forEach(Waiter::mapped);
    }

    private void failAll(long slab, Answer.Failed why) {
        takeWaiters(slab).forEach(waiter -> waiter.failed(why));
    }

    private List<Waiter> takeWaiters(long slab) {
        return Objects.requireNonNullElse(waiting.remove(slab), List.of());
    }
}
