package io.farpage.store.shm;

import io.farpage.api.FragmentOp;
import io.farpage.api.HostRef;
import io.farpage.store.IdTable;
import io.farpage.store.SlabLayout;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Client side: the slabs of one host that are mapped, and who waits for one to be. Thread-safe. */
final class SlabMap {
    /** Somebody who needs a slab that is not mapped. Told once, under the lock of the map. */
    interface Waiter {
        /** It is mapped now. */
        void mapped();

        /** It cannot be. */
        void failed(Answer.Failed why);

        /** The op that waits, if it is one. */
        @Nullable
        FragmentOp op();
    }

    private final HostRef host;
    private final Path directory;
    private final ControlChannel channel;
    private final Map<Long, List<Waiter>> waiting = new HashMap<>();
    private volatile IdTable<MappedSlab> mapped = IdTable.empty();
    private int cell = -1;
    private int cells;
    private Answer.@Nullable Failed lost;

    SlabMap(HostRef host, Path directory, ControlChannel channel) {
        this.host = host;
        this.directory = directory;
        this.channel = channel;
    }

    /** The slab if it is mapped. */
    @Nullable
    MappedSlab find(long slab) {
        return mapped.find(slab);
    }

    /** All slabs that are mapped. */
    List<MappedSlab> all() {
        return mapped.all();
    }

    /** Unmaps a slab that is not there any more. */
    synchronized void drop(MappedSlab slab) {
        if (mapped.find(slab.id) == slab) {
            mapped = mapped.without(slab.id);
            slab.close();
        }
    }

    /** Asks the host where a slab is, maps it and tells the waiter. */
    synchronized void await(long slab, Waiter waiter) {
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
        if (cell >= 0) {
            ask(slab);
        }
    }

    /** Ends an op that waits as cancelled; false when it does not wait. */
    synchronized boolean cancel(FragmentOp op) {
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

    /** The host can be asked now, and these are our cell and the number of cells in each slab. */
    synchronized void opened(int ourCell, int cellsInEachSlab) {
        cell = ourCell;
        cells = cellsInEachSlab;
        List.copyOf(waiting.keySet()).forEach(this::ask);
    }

    /** The host is gone: unmaps everything and fails all who wait, from now on. */
    synchronized void lost(Answer.Failed why) {
        lost = why;
        List.copyOf(waiting.keySet()).forEach(slab -> failAll(slab, why));
        mapped.all().forEach(MappedSlab::close);
        mapped = IdTable.empty();
    }

    private void ask(long slab) {
        channel.ask(FrameType.MAP, answer -> answered(slab, answer), slab);
    }

    private synchronized void answered(long slab, Answer answer) {
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
        SlabLayout layout = new SlabLayout((int) place.second(), (int) place.third());
        try {
            SlabFile file = SlabFile.open(ShmSpace.path(directory, slab, (int) place.first()), layout, cells);
            mapped = mapped.with(slab, new MappedSlab(slab, file, (int) place.fourth(), cell));
        } catch (NoSuchFileException e) {
            // It has moved or was released since the host answered.
            ask(slab);
            return;
        } catch (IOException e) {
            String why = "slab " + slab + " cannot be mapped: " + e.getMessage();
            failAll(slab, Answer.unreachable(host, why));
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
