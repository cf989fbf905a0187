package io.farpage.api;

import java.lang.foreign.MemorySegment;

/** The control path to one incarnation of one host. Blocks for a bounded time. Thread-safe. */
public interface SlabControl {
    /**
     * Lends a slab of zeros; its id is never given again by this incarnation. Slabs that were lent to the same group for an older
     * generation are taken back: their member left, or whoever asked for them never learned of them.
     */
    Reply<Long> admit(SlabSpec spec);

    /** Takes a slab's memory back and forgets what it held; done as well when there is no such slab. */
    Reply<Boolean> release(long slab);

    /**
     * Makes a slab refuse writes of epochs older than {@code epoch} and generations older than {@code generation}; neither
     * ever goes down. When this returns done, no such write of anybody can land any more.
     *
     * @return the epoch that the slab accepts at the least; {@link Reply.Failure#FENCED} when it is newer than asked for,
     *     then nothing has changed. A generation that is newer than asked for is kept and is no failure.
     */
    Reply<Integer> fence(long slab, int epoch, int generation);

    /**
     * Copies the headers of all slots, in order, {@link FragmentHeader#BYTES} each. A slot that is being written may show
     * its old header, its new one, or one that is not intact.
     *
     * @param into native memory for all headers of the slab; only the calling thread needs access to it
     * @return the number of slots; {@link Reply.Failure#NO_ROOM} when their headers do not fit into the memory given
     */
    Reply<Integer> scan(long slab, MemorySegment into);

    /** What a scan answers whose headers do not fit. */
    static Reply<Integer> tooSmall(MemorySegment into, int slotCount, long slab, HostRef ref) {
        return new Reply.Failed<>(
                Reply.Failure.NO_ROOM,
                into.byteSize() + " bytes do not hold the headers of " + slotCount + " slots of slab " + slab + " of "
                        + ref);
    }

    /** Asks a host how it is; also how to find out that it lives. */
    Reply<HostStats> stats();
}
