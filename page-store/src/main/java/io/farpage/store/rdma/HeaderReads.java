package io.farpage.store.rdma;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.Threads;
import io.farpage.store.control.FrameType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Client side: fetches the headers of whole slabs, a piece at a time, over the way of fragments. Thread-safe. */
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
        MemorySegment piece = Arena.ofAuto().allocate(PIECE_BYTES, 64);
        FragmentOp op = new FragmentOp(Arena.ofAuto().allocate(FragmentHeader.BYTES, Long.BYTES));
        long bytes = mapped.layout().headersBytes();
        for (long at = 0; at < bytes; at += PIECE_BYTES) {
            int length = (int) Math.min(PIECE_BYTES, bytes - at);
            op.read(~slab, 0, piece, 0, length);
            if (path == null || !path.post(op, mapped.key(), mapped.address(), mapped.address() + at)) {
                op.complete(Status.UNREACHABLE);
            } else if (!threads.await(() -> isDone(path, op), timeoutNs) && path.cancel(op)) {
                return Status.CANCELLED;
            }
            if (op.status() != Status.OK) {
                return Status.UNREACHABLE;
            }
            MemorySegment.copy(piece, 0, into, at, length);
        }
        return Status.OK;
    }

    private static boolean isDone(DataPath path, FragmentOp op) {
        path.poll();
        return !op.isPending();
    }
}
