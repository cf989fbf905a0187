package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.SVCPostSend;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.store.control.FrameType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Registered memory for one fragment on its way, and the requests that carry it. One READ fetches a slot's header and the
 * payload behind it; a reader finds out by the checksums when a store met it. A WRITE takes the slot's header away, then writes the payload, then the header, as every store does: the device keeps that order.
 */
final class DataSlot {
    private static final int PAYLOAD_AT = 64;
    private static final int HEADER_AT = PAYLOAD_AT - FragmentHeader.BYTES;
    /** Registered memory of each: a payload, aligned to a line, and before it the header. */
    static final int BYTES = PAYLOAD_AT + FrameType.MAX_PAYLOAD_BYTES;
    /** The most requests that one fragment takes. */
    static final int MAX_REQUESTS = 3;

    private static final int ID_BITS = 1;

    private final int index;
    private final MemorySegment memory;
    private @Nullable SVCPostSend read;
    private @Nullable SVCPostSend write;

    /** The op that is on its way; null when none is, or when nobody wants it any more. */
    @Nullable
    FragmentOp op;

    DataSlot(int index, MemorySegment memory) {
        this.index = index;
        this.memory = memory;
    }

    /** Makes the requests for a queue pair. */
    void prepare(IbvQP pair, IbvMr registered, long zeros) throws IOException {
        long header = memory.address() + HEADER_AT;
        IbvSge slotPiece = Verbs.piece(registered, header, 0);
        IbvSge headerPiece = Verbs.piece(registered, header, FragmentHeader.BYTES);
        IbvSge payloadPiece = Verbs.piece(registered, header + FragmentHeader.BYTES, 0);
        IbvSge nothing = Verbs.piece(registered, zeros, Long.BYTES);
        read = pair.postSend(List.of(request(IbvSendWR.IBV_WR_RDMA_READ, slotPiece, true)), List.of());
        write = pair.postSend(
                List.of(
                        request(IbvSendWR.IBV_WR_RDMA_WRITE, nothing, false),
                        request(IbvSendWR.IBV_WR_RDMA_WRITE, payloadPiece, false),
                        request(IbvSendWR.IBV_WR_RDMA_WRITE, headerPiece, true)),
                List.of());
    }

    private IbvSendWR request(int opcode, IbvSge piece, boolean last) {
        return Verbs.request((long) index << ID_BITS | (last ? 1 : 0), opcode, piece, last);
    }

    /** The slot that a completion is of. */
    static int index(long requestId) {
        return (int) (requestId >>> ID_BITS);
    }

    /** Whether a completion is that of the last request: the fragment is through. */
    static boolean isLast(long requestId) {
        return (requestId & 1) != 0;
    }

    /** Sends an op to where its slot is at the host. */
    void start(FragmentOp started, int key, long slotAt) throws IOException {
        op = started;
        if (started.kind() == FragmentOp.Kind.READ) {
            SVCPostSend call = prepared(read);
            aim(call, 0, key, slotAt);
            call.getWrMod(0).getSgeMod(0).setLength(FragmentHeader.BYTES + started.payloadBytes());
            call.execute();
        } else {
            MemorySegment.copy(started.header(), 0, memory, HEADER_AT, FragmentHeader.BYTES);
            MemorySegment.copy(started.payload(), started.payloadAt(), memory, PAYLOAD_AT, started.payloadBytes());
            SVCPostSend call = prepared(write);
            aim(call, 0, key, slotAt);
            aim(call, 1, key, slotAt + FragmentHeader.BYTES);
            aim(call, 2, key, slotAt);
            call.getWrMod(1).getSgeMod(0).setLength(started.payloadBytes());
            call.execute();
        }
    }

    private static SVCPostSend prepared(@Nullable SVCPostSend call) {
        if (call == null) {
            throw new IllegalStateException("no queue pair");
        }
        return call;
    }

    private static void aim(SVCPostSend call, int request, int key, long address) throws IOException {
        SVCPostSend.RdmaMod to = call.getWrMod(request).getRdmaMod();
        to.setRemote_addr(address);
        to.setRkey(key);
    }

    /** Ends the op as done; returns whether somebody still wanted it. */
    boolean finish() {
        FragmentOp done = op;
        op = null;
        if (done == null) {
            return false;
        }
        if (done.kind() == FragmentOp.Kind.READ) {
            MemorySegment.copy(memory, HEADER_AT, done.header(), 0, FragmentHeader.BYTES);
            MemorySegment.copy(memory, PAYLOAD_AT, done.payload(), done.payloadAt(), done.payloadBytes());
        }
        done.complete(FragmentOp.Status.OK);
        return true;
    }
}
