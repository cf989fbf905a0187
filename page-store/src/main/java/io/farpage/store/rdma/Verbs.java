package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import com.ibm.disni.verbs.IbvRecvWR;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.RdmaCmEvent;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaConnParam;
import com.ibm.disni.verbs.RdmaEventChannel;
import com.ibm.disni.verbs.SVCRegMr;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the transport needs of DiSNI, with errors that say what to do. */
final class Verbs {
    /** {@code RDMA_PS_TCP}: reliable connections by address and port. */
    private static final short PORT_SPACE = 0x0106;
    /** How often the device sends again what was not acknowledged, and what found no receiver ready, before it gives up. */
    private static final byte RETRIES = 6;

    private Verbs() {}

    /**
     * A channel for events of connections.
     *
     * @throws IOException when this machine or this build has no RDMA
     */
    static RdmaEventChannel events() throws IOException {
        try {
            return RdmaEventChannel.createEventChannel();
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new IOException(
                    "this build has no RDMA: its native half was left out; install libibverbs-dev, librdmacm-dev and gcc and"
                            + " build again (" + e.getMessage() + ")",
                    e);
        } catch (IOException e) {
            throw new IOException("there is no RDMA device: " + e.getMessage(), e);
        }
    }

    static RdmaCmId id(RdmaEventChannel events) throws IOException {
        return events.createId(PORT_SPACE);
    }

    static RdmaConnParam retrying() throws IOException {
        RdmaConnParam parameters = new RdmaConnParam();
        parameters.setRetry_count(RETRIES);
        parameters.setRnr_retry_count(RETRIES);
        return parameters;
    }

    /** A queue for completions of one connection, with events. */
    static IbvCQ queue(RdmaCmId id, IbvCompChannel channel, int entries) throws IOException {
        return id.getVerbs().createCQ(channel, entries, 0);
    }

    static IbvQP queuePair(RdmaCmId id, IbvPd pd, IbvCQ queue, int sends, int receives) throws IOException {
        IbvQPInitAttr attributes = new IbvQPInitAttr();
        attributes.setQp_type(IbvQP.IBV_QPT_RC);
        attributes.setSend_cq(queue);
        attributes.setRecv_cq(queue);
        attributes.cap().setMax_send_wr(sends);
        attributes.cap().setMax_recv_wr(receives);
        return id.createQP(pd, attributes);
    }

    /** Lets the device reach memory of this process. */
    static IbvMr register(IbvPd pd, MemorySegment memory, int access) throws IOException {
        if (memory.byteSize() > Integer.MAX_VALUE) {
            throw new IOException(memory.byteSize() + " bytes cannot be registered in one piece; 2 GiB can");
        }
        SVCRegMr call = pd.regMr(memory.address(), (int) memory.byteSize(), access);
        try {
            return call.execute().getMr();
        } finally {
            call.free();
        }
    }

    static void deregister(IbvMr registered) throws IOException {
        registered.deregMr().execute().free();
    }

    /** Gives back what memory and queue pairs were made with, after them. */
    static void free(@Nullable IbvPd pd) throws IOException {
        if (pd != null) {
            try {
                pd.deallocPd();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /** Whether an event is of a kind; DiSNI has the kernel's numbers for them, which are the ordinals. */
    @SuppressWarnings("EnumOrdinal")
    static boolean is(RdmaCmEvent event, RdmaCmEvent.EventType kind) {
        return event.getEvent() == kind.ordinal();
    }

    /** What kind of event it is, for people. */
    static String name(RdmaCmEvent event) {
        return List.of(RdmaCmEvent.EventType.values()).get(event.getEvent()).name();
    }

    /** Whether a request was done. */
    static boolean isDone(IbvWC completion) {
        return completion.getStatus() == 0;
    }

    /** A request to send, read or write one piece of memory. */
    @SuppressWarnings("JdkObsolete") // What DiSNI wants.
    static IbvSendWR request(long id, int opcode, IbvSge piece, boolean signalled) {
        IbvSendWR request = new IbvSendWR();
        request.setWr_id(id);
        request.setOpcode(opcode);
        request.setSg_list(new LinkedList<>(List.of(piece)));
        request.setNum_sge(1);
        request.setSend_flags(signalled ? IbvSendWR.IBV_SEND_SIGNALED : 0);
        return request;
    }

    /** A request to receive into one piece of memory. */
    @SuppressWarnings("JdkObsolete") // What DiSNI wants.
    static IbvRecvWR receive(long id, IbvSge piece) {
        IbvRecvWR request = new IbvRecvWR();
        request.setWr_id(id);
        request.setSg_list(new LinkedList<>(List.of(piece)));
        request.setNum_sge(1);
        return request;
    }

    /** A piece of registered memory. */
    static IbvSge piece(IbvMr registered, long address, int bytes) {
        IbvSge piece = new IbvSge();
        piece.setAddr(address);
        piece.setLength(bytes);
        piece.setLkey(registered.getLkey());
        return piece;
    }
}
