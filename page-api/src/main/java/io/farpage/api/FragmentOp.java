package io.farpage.api;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One fragment to read or write: request and result in one reusable object, so that the data path allocates nothing.
 *
 * <p>The caller fills it with {@link #read} or {@link #write} and hands it to {@link FragmentStore#submit}. From then until
 * {@link #status} is no longer {@link Status#PENDING} it and its memory belong to the store, whose threads must have access
 * to it: no confined arena. A store completes an op exactly once, from any thread; what it wrote to header and payload happens before the status is seen.
 */
public final class FragmentOp {
    /** What to do. */
    public enum Kind {
        /** Fetch header and payload of a slot, as they are; the caller checks them. */
        READ,
        /** Store header and payload in a slot of a member that is present. Two-sided transports treat it as the next. */
        WRITE,
        /** Store unless the slot holds an intact header of a newer version; equal versions are stored again. */
        WRITE_IF_NEWER
    }

    /** How it went. */
    public enum Status {
        /** Not finished; the store owns the op. */
        PENDING,
        /** Read: header and payload are filled. Write: the host holds it. */
        OK,
        /** Write only: the slot holds a newer version, nothing was changed. */
        SUPERSEDED,
        /**
         * Write only: the slab refuses this epoch or generation; see {@link #refusingEpoch}. It was not stored, or, on a
         * one-sided transport, before the fence was up.
         */
        FENCED,
        /** The host has no such slab, or in it no such slot of that length, or it is a slab of another region. */
        NO_SUCH_SLAB,
        /** The host is gone or cannot be reached. A write may or may not have happened. */
        UNREACHABLE,
        /**
         * The host has too much to do: it has not done this and touched no memory for it. Back off before trying again, or ask
         * somebody else.
         */
        OVERLOADED,
        /** Given up by {@link FragmentStore#cancel}. A write may or may not happen until the connection is closed. */
        CANCELLED
    }

    private static final VarHandle STATUS;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(FragmentOp.class, "state", Status.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment header;
    private Kind kind = Kind.READ;
    private long slab;
    private int slot;
    private int epoch;
    private int generation;
    private MemorySegment payload = MemorySegment.NULL;
    private long payloadAt;
    private int payloadBytes;
    private int refusingEpoch;
    private int refusingGeneration;
    /** Released, not volatile: a full fence for each fragment would keep the processor from reading several at once. */
    private Status state = Status.CANCELLED;

    /**
     * An op that is not pending.
     *
     * @param header native memory of {@link FragmentHeader#BYTES}, used by this op alone for its whole life
     */
    public FragmentOp(MemorySegment header) {
        if (header.byteSize() != FragmentHeader.BYTES || !header.isNative()) {
            throw new IllegalArgumentException("a header is " + FragmentHeader.BYTES + " native bytes, not " + header);
        }
        this.header = header;
    }

    /** Makes this a pending read of a slot's header into {@link #header} and payload to {@code into} at {@code at}. */
    public FragmentOp read(long slabId, int slotIndex, MemorySegment into, long at, int lengthBytes) {
        return set(Kind.READ, slabId, slotIndex, 0, 0, into, at, lengthBytes);
    }

    /**
     * Makes this a pending write of {@link #header}, which the caller has filled, and the payload at {@code from}.
     *
     * @param writeKind one of the two writes
     * @param writerEpoch the owner's epoch; the host refuses it when a newer one is known there
     * @param groupGeneration the generation that the writer knows; refused likewise
     */
    public FragmentOp write(
            Kind writeKind,
            long slabId,
            int slotIndex,
            int writerEpoch,
            int groupGeneration,
            MemorySegment from,
            long at,
            int lengthBytes) {
        return set(writeKind, slabId, slotIndex, writerEpoch, groupGeneration, from, at, lengthBytes);
    }

    private FragmentOp set(
            Kind newKind,
            long slabId,
            int slotIndex,
            int writerEpoch,
            int groupGeneration,
            MemorySegment memory,
            long at,
            int lengthBytes) {
        if (isPending()) {
            throw new IllegalStateException("fragment op is still pending: " + this);
        }
        kind = newKind;
        slab = slabId;
        slot = slotIndex;
        epoch = writerEpoch;
        generation = groupGeneration;
        payload = memory;
        payloadAt = at;
        payloadBytes = lengthBytes;
        STATUS.setRelease(this, Status.PENDING);
        return this;
    }

    /** Store side: ends a pending op. */
    public void complete(Status outcome) {
        if (outcome == Status.PENDING || !isPending()) {
            throw new IllegalStateException("cannot complete as " + outcome + ": " + this);
        }
        STATUS.setRelease(this, outcome);
    }

    /** Store side: ends a pending write as {@link Status#FENCED}, saying what the slab accepts at the least. */
    public void refuse(int acceptedEpoch, int acceptedGeneration) {
        refusingEpoch = acceptedEpoch;
        refusingGeneration = acceptedGeneration;
        complete(Status.FENCED);
    }

    public Kind kind() {
        return kind;
    }

    public long slab() {
        return slab;
    }

    public int slot() {
        return slot;
    }

    public int epoch() {
        return epoch;
    }

    public int generation() {
        return generation;
    }

    /** The op's own header memory, {@link FragmentHeader#BYTES} long. */
    public MemorySegment header() {
        return header;
    }

    /** Memory of the payload; it starts at {@link #payloadAt}. */
    public MemorySegment payload() {
        return payload;
    }

    public long payloadAt() {
        return payloadAt;
    }

    public int payloadBytes() {
        return payloadBytes;
    }

    /** How it went; whoever sees an op ended sees all that was done to it (acquire). */
    public Status status() {
        return (Status) STATUS.getAcquire(this);
    }

    public boolean isPending() {
        return status() == Status.PENDING;
    }

    /** After {@link Status#FENCED}: the oldest epoch that the slab accepts. */
    public int refusingEpoch() {
        return refusingEpoch;
    }

    /** After {@link Status#FENCED}: the oldest generation that the slab accepts. */
    public int refusingGeneration() {
        return refusingGeneration;
    }

    @Override
    public String toString() {
        return kind + " slab " + slab + " slot " + slot + " epoch " + epoch + " generation " + generation + ": "
                + status();
    }
}
