package io.farpage.api.contract;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.farpage.api.Crc32c;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.FragmentStore;
import io.farpage.api.Prefetch;
import io.farpage.api.Redundancy;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Writes and reads one fragment at a time and waits for it. What a fragment holds follows from its page and version, so
 * that whoever reads it can tell whether it is that. Not thread-safe: one for each thread.
 */
public final class TestClient {
    private static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);
    private static final long TIMEOUT_NS = Duration.ofSeconds(30).toNanos();

    private final FragmentStore store;
    private final Threads threads;
    private final SlabSpec spec;
    private final FragmentOp[] ops;
    private final MemorySegment payload;
    private final MemorySegment expected;
    private final Prefetch prefetch = new Prefetch(1);

    /** A client of slabs that were admitted as {@code spec}; its memory lives as long as {@code arena}. */
    public TestClient(FragmentStore store, Threads threads, Arena arena, SlabSpec spec) {
        this.store = store;
        this.threads = threads;
        this.spec = spec;
        ops = new FragmentOp[] {new FragmentOp(arena.allocate(FragmentHeader.BYTES, 8))};
        payload = arena.allocate(spec.payloadBytes(), 64);
        expected = arena.allocate(spec.payloadBytes(), 64);
    }

    /** The op that was last used. */
    public FragmentOp op() {
        return ops[0];
    }

    /** What was last read or written. */
    public MemorySegment payload() {
        return payload;
    }

    /** Writes at the epoch and generation that the slab was admitted with. */
    public Status write(long slab, int slot, long page, long version) {
        return write(Kind.WRITE, slab, slot, page, version, spec.epoch(), spec.generation());
    }

    /** As {@link #write(long, int, long, long)}, if newer. */
    public Status writeIfNewer(long slab, int slot, long page, long version) {
        return write(Kind.WRITE_IF_NEWER, slab, slot, page, version, spec.epoch(), spec.generation());
    }

    /** Writes fragment 0 of a page. */
    public Status write(Kind kind, long slab, int slot, long page, long version, int epoch, int generation) {
        fill(op().header(), payload, 0, spec, page, version, generation);
        op().write(kind, slab, slot, epoch, generation, payload, 0, spec.payloadBytes());
        return run();
    }

    /** Reads a slot. */
    public Status read(long slab, int slot) {
        op().read(slab, slot, payload, 0, spec.payloadBytes());
        store.announce(op(), prefetch);
        prefetch.start();
        return run();
    }

    private Status run() {
        store.submit(ops, 1);
        await(store, threads, op());
        return op().status();
    }

    /** Waits until an op is not pending any more. */
    public static void await(FragmentStore store, Threads threads, FragmentOp op) {
        boolean ended = threads.await(
                () -> {
                    store.poll();
                    return !op.isPending();
                },
                TIMEOUT_NS);
        if (!ended) {
            throw new AssertionError("op does not end: " + op);
        }
    }

    /** Whether what was last read is a free slot of zeros. */
    public boolean sawFree() {
        expected.fill((byte) 0);
        return FragmentHeader.isFree(op().header(), 0) && payload.mismatch(expected) == -1;
    }

    /** Whether what was last read has an intact header and the payload that belongs to it, as far as checksums tell. */
    public boolean sawWhole() {
        return FragmentHeader.isIntact(op().header(), 0)
                && FragmentHeader.payloadCrc(op().header(), 0) == Crc32c.of(payload, 0, spec.payloadBytes());
    }

    /** Whether what was last read is exactly what was written as this page and version. */
    public boolean saw(long page, long version) {
        fillPayload(expected, 0, spec.payloadBytes(), page, version);
        return sawWhole()
                && FragmentHeader.page(op().header(), 0) == page
                && FragmentHeader.version(op().header(), 0) == version
                && payload.mismatch(expected) == -1;
    }

    /** The version in the header that was last read. */
    public long sawVersion() {
        return FragmentHeader.version(op().header(), 0);
    }

    /** Makes a fragment: its payload and the header that fits. */
    public static void fill(
            MemorySegment header,
            MemorySegment payload,
            long at,
            SlabSpec spec,
            long page,
            long version,
            int generation) {
        fillPayload(payload, at, spec.payloadBytes(), page, version);
        FragmentHeader.write(
                header,
                0,
                FragmentHeader.Kind.PAGE,
                0,
                REDUNDANCY,
                spec.group().region(),
                page,
                generation,
                version,
                Crc32c.of(payload, at, spec.payloadBytes()));
    }

    private static void fillPayload(MemorySegment payload, long at, int lengthBytes, long page, long version) {
        long word = page * 0x9e3779b97f4a7c15L ^ version * 0xd1342543de82ef95L;
        for (int i = 0; i < lengthBytes; i += Long.BYTES) {
            word = word * 6364136223846793005L + 1442695040888963407L;
            payload.set(JAVA_LONG, at + i, word);
        }
    }
}
