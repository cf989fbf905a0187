package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaConnParam;
import com.ibm.disni.verbs.RdmaEventChannel;
import com.ibm.disni.verbs.SVCRegMr;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

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

    /** A piece of registered memory. */
    static IbvSge piece(IbvMr registered, long address, int bytes) {
        IbvSge piece = new IbvSge();
        piece.setAddr(address);
        piece.setLength(bytes);
        piece.setLkey(registered.getLkey());
        return piece;
    }
}
