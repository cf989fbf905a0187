package io.farpage.store.rdma;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.Threads;
import io.farpage.store.SlabLayout;
import io.farpage.store.control.FrameType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Client side: fetches the headers of whole slabs over the way of fragments, in pieces of several slots: payloads between
 * them come along, which takes less than to ask for every header. Thread-safe.
 */
final class HeaderReads {
    private static final int PIECE_BYTES = FrameType.MAX_PAYLOAD_BYTES;

    private final VerbsLink link;
    private final Threads threads;
    private final long timeoutNs;

    HeaderReads(VerbsLink link, Threads threads, long timeoutNs) {
        this.link = link;
        this.threads = threads;
        this.timeoutNs = timeoutNs;
    }

    /** Whether an op is one of these: it is of no slab, so it cannot be done again by itself. */
    static boolean isOne(FragmentOp op) {
        return op.slab() < 0;
    }

    /**
     * Fetches all headers of a slab.
     *
     * @return OK; UNREACHABLE when the slab is not reached like that any more; CANCELLED when the host does not answer
     */
    Status read(long slab, RemoteSlab mapped, MemorySegment into) {
        DataPath path = link.path();
        SlabLayout layout = mapped.layout();
        MemorySegment piece = Arena.ofAuto().allocate(PIECE_BYTES, 64);
        FragmentOp op = new FragmentOp(Arena.ofAuto().allocate(FragmentHeader.BYTES, Long.BYTES));
        int slotsOfPiece = (FragmentHeader.BYTES + PIECE_BYTES) / layout.slotBytes();
        for (int first = 0; first < layout.slotCount(); first += slotsOfPiece) {
            int slots = Math.min(slotsOfPiece, layout.slotCount() - first);
            op.read(~slab, 0, piece, 0, slots * layout.slotBytes() - FragmentHeader.BYTES);
            if (path == null || !path.post(op, mapped.key(), mapped.slotAt(first))) {
                op.complete(Status.UNREACHABLE);
            } else if (!threads.await(() -> isDone(path, op), timeoutNs) && path.cancel(op)) {
                return Status.CANCELLED;
            }
            if (op.status() != Status.OK) {
                return Status.UNREACHABLE;
            }
            long to = (long) first * FragmentHeader.BYTES;
            MemorySegment.copy(op.header(), 0, into, to, FragmentHeader.BYTES);
            for (int slot = 1; slot < slots; slot++) {
                long from = (long) slot * layout.slotBytes() - FragmentHeader.BYTES;
                MemorySegment.copy(piece, from, into, to + (long) slot * FragmentHeader.BYTES, FragmentHeader.BYTES);
            }
        }
        return Status.OK;
    }

    private static boolean isDone(DataPath path, FragmentOp op) {
        path.poll();
        return !op.isPending();
    }
}
