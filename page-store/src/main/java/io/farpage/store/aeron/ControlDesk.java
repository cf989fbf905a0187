package io.farpage.store.aeron;

import io.farpage.api.HostStats;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.store.MemoryHost;
import io.farpage.store.aeron.wire.Action;
import io.farpage.store.aeron.wire.ControlAnswerEncoder;
import io.farpage.store.aeron.wire.ControlRequestDecoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import io.farpage.store.aeron.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does the control requests of one connection, each once however often it comes in, and remembers the last answers for those
 * that come again. What takes long, lending and taking back memory, has a thread of its own for that time. Answers wait here
 * until the stream has room. For one thread, but for the tasks that it starts itself.
 */
final class ControlDesk implements AutoCloseable {
    private static final int REMEMBERED = 64;
    private static final int MAX_SCANS = 4;
    private static final int MAX_ASIDE = 16;
    private static final int MAX_DETAIL_BYTES = 512;

    private final MemoryHost host;
    private final Threads threads;
    private final int maxPayloadBytes;
    private final Answered[] remembered = new Answered[REMEMBERED];
    private final Queue<Answered> ready = new ConcurrentLinkedQueue<>();
    private final Queue<ScanJob> scans = new ArrayDeque<>();
    private final List<Aside> asides = new ArrayList<>();

    /** A request that was begun and, once it is done, its answer. */
    private static final class Answered {
        private final long id;
        private volatile @Nullable Reply<?> reply;

        Answered(long id) {
            this.id = id;
        }
    }

    /** A request that is done by a task of its own. */
    private record Aside(Answered begun, Threads.Task task) {}

    /**
     * A desk without requests.
     *
     * @param maxPayloadBytes the largest fragment that fits a message; slabs of larger ones could not be used
     */
    ControlDesk(MemoryHost host, Threads threads, int maxPayloadBytes) {
        this.host = host;
        this.threads = threads;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Takes a request; false when it asks for something impossible. */
    boolean onRequest(ControlRequestDecoder request) {
        long id = request.id();
        int action = request.actionRaw();
        if (action == Action.SCAN.value()) {
            onScan(id, request.slab());
            return true;
        }
        Answered known = remembered[(int) (id & REMEMBERED - 1)];
        if (known != null && known.id >= id) {
            if (known.id == id && known.reply != null) {
                ready.add(known);
            }
            return true;
        }
        boolean slow = action == Action.ADMIT.value() || action == Action.RELEASE.value();
        if (slow && !hasRoomAside()) {
            return true; // It comes again.
        }
        Answered begun = new Answered(id);
        boolean possible = begin(request, action, begun);
        if (possible) {
            remembered[(int) (id & REMEMBERED - 1)] = begun;
        }
        return possible;
    }

    private boolean begin(ControlRequestDecoder request, int action, Answered begun) {
        long slab = request.slab();
        if (action == Action.ADMIT.value()) {
            return admit(request, begun);
        } else if (action == Action.RELEASE.value()) {
            aside("release", begun, () -> host.release(slab));
        } else if (action == Action.FENCE.value()) {
            finish(begun, host.fence(slab, request.epoch(), request.generation()));
        } else if (action == Action.STATS.value()) {
            finish(begun, host.stats());
        } else if (action == Action.DISCONNECT.value()) {
            finish(begun, new Reply.Done<>(true));
        } else {
            return false;
        }
        return true;
    }

    private boolean admit(ControlRequestDecoder request, Answered begun) {
        SlabSpec spec;
        try {
            spec = new SlabSpec(
                    new SlabGroupId(new RegionId(request.region()), request.ordinal()),
                    request.epoch(),
                    request.generation(),
                    request.slotCount(),
                    request.payloadBytes());
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (spec.payloadBytes() > maxPayloadBytes) {
            finish(
                    begun,
                    new Reply.Failed<>(
                            Reply.Failure.NO_ROOM,
                            "a slab for " + spec.group() + " has fragments of " + spec.payloadBytes() + " bytes and "
                                    + host.ref() + " takes messages with at most " + maxPayloadBytes
                                    + "; larger term buffers allow more"));
        } else {
            aside("admit", begun, () -> host.admit(spec));
        }
        return true;
    }

    private boolean hasRoomAside() {
        asides.removeIf(aside -> aside.begun.reply != null);
        return asides.size() < MAX_ASIDE;
    }

    private void aside(String what, Answered begun, Supplier<Reply<?>> work) {
        asides.add(new Aside(begun, threads.start("aeron-" + what, stop -> run(what, begun, work))));
    }

    private void run(String what, Answered begun, Supplier<Reply<?>> work) {
        Reply<?> reply =
                new Reply.Failed<>(Reply.Failure.UNREACHABLE, host.ref() + " has failed to " + what + " memory");
        try {
            reply = work.get();
        } finally {
            finish(begun, reply);
        }
    }

    private void finish(Answered begun, Reply<?> reply) {
        begun.reply = reply;
        ready.add(begun);
    }

    private void onScan(long id, long slab) {
        if (scans.size() >= MAX_SCANS || scans.stream().anyMatch(s -> s.id() == id)) {
            return; // It comes again when this one's answers do not arrive.
        }
        ScanJob job = new ScanJob(host, id, slab);
        if (job.failure() == null) {
            scans.add(job);
        } else {
            Answered refused = new Answered(id);
            refused.reply = job.failure();
            ready.add(refused);
        }
    }

    /** Sends what is ready, as far as there is room; returns how many messages. */
    int work(MessageSink sink, long connectionId) {
        int sent = 0;
        for (Answered next = ready.peek(); next != null; next = ready.peek()) {
            if (!send(sink, connectionId, next)) {
                return sent;
            }
            ready.remove();
            sent++;
        }
        ScanJob job = scans.peek();
        if (job != null) {
            sent += job.send(sink, connectionId);
            if (job.isDone()) {
                scans.remove().close();
            }
        }
        return sent;
    }

    private static boolean send(MessageSink sink, long connectionId, Answered answered) {
        Reply<?> reply = answered.reply;
        byte[] detail = new byte[0];
        Outcome outcome = Outcome.DONE;
        if (reply instanceof Reply.Failed<?> failed) {
            outcome = switch (failed.failure()) {
                case UNREACHABLE -> Outcome.UNREACHABLE;
                case NO_SUCH_SLAB -> Outcome.NO_SUCH_SLAB;
                case FENCED -> Outcome.FENCED;
                case NO_ROOM -> Outcome.NO_ROOM;
            };
            detail = failed.detail().getBytes(StandardCharsets.UTF_8);
        }
        int detailBytes = Math.min(MAX_DETAIL_BYTES, detail.length);
        int bytes = Frame.HEADER_BYTES + ControlAnswerEncoder.BLOCK_LENGTH + ControlAnswerEncoder.detailHeaderLength();
        if (sink.claim(bytes + detailBytes) != MessageSink.Offer.TAKEN) {
            return false;
        }
        Object value = reply instanceof Reply.Done<?> done ? done.value() : null;
        HostStats stats = value instanceof HostStats said ? said : null;
        new ControlAnswerEncoder()
                .wrapAndApplyHeader(sink.buffer(), sink.offset(), new MessageHeaderEncoder())
                .connectionId(connectionId)
                .id(answered.id)
                .value(value instanceof Number number ? number.longValue() : 0)
                .capacityBytes(stats == null ? 0 : stats.capacityBytes())
                .usedBytes(stats == null ? 0 : stats.usedBytes())
                .slabs(stats == null ? 0 : stats.slabs())
                .outcome(outcome)
                .putDetail(detail, 0, detailBytes);
        return sink.commit() == MessageSink.Offer.TAKEN;
    }

    /** Waits for what it has begun, and forgets the rest. */
    @Override
    public void close() {
        asides.forEach(aside -> aside.task.close());
        scans.forEach(ScanJob::close);
    }
}
