package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.SVCPollCq;
import com.ibm.disni.verbs.SVCPostRecv;
import com.ibm.disni.verbs.SVCPostSend;
import com.ibm.disni.verbs.SVCReqNotify;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/**
 * A two-way stream of bytes over SEND and RECV of one queue pair. A sender whose peer is slow to take what it gets is held back
 * by the device. One thread reads, waits and closes; any thread may write or {@link #end}.
 */
final class MessageStream implements AutoCloseable {
    private static final int MESSAGE_BYTES = 4096;
    /** More than a client may have asked at a time. */
    private static final int RECEIVES = 80;

    private static final int SENDS = 16;
    private static final int BUFFERS = RECEIVES + SENDS;

    private final RdmaCmId id;
    private final IbvCompChannel channel;
    private final IbvCQ queue;
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer memory;
    private final IbvMr registered;
    private final IbvWC[] completions = new IbvWC[16];
    private final SVCPollCq poll;
    private final SVCReqNotify arm;
    private final SVCPostRecv[] receives = new SVCPostRecv[RECEIVES];
    private final SVCPostSend[] sends = new SVCPostSend[SENDS];
    private final int[] arrived = new int[RECEIVES];
    private final int[] arrivedBytes = new int[RECEIVES];
    private final boolean[] sending = new boolean[SENDS];
    private int firstArrived;
    private int arrivedCount;
    private int takenBytes;
    private boolean ended;
    private boolean closed;

    /** A stream over {@code id}, whose queue pair it makes and destroys; to be made before the connection is. */
    MessageStream(RdmaCmId id, IbvPd pd) throws IOException {
        this.id = id;
        channel = id.getVerbs().createCompChannel();
        queue = Verbs.queue(id, channel, BUFFERS);
        IbvQP pair = Verbs.queuePair(id, pd, queue, SENDS, RECEIVES);
        MemorySegment buffers = arena.allocate((long) BUFFERS * MESSAGE_BYTES, MESSAGE_BYTES);
        memory = buffers.asByteBuffer();
        registered = Verbs.register(pd, buffers, IbvMr.IBV_ACCESS_LOCAL_WRITE);
        for (int i = 0; i < completions.length; i++) {
            completions[i] = new IbvWC();
        }
        poll = queue.poll(completions, completions.length);
        arm = queue.reqNotification(false);
        for (int i = 0; i < RECEIVES; i++) {
            receives[i] = pair.postRecv(List.of(Verbs.receive(i, piece(buffers, i))), List.of());
            receives[i].execute();
        }
        for (int i = 0; i < SENDS; i++) {
            sends[i] = pair.postSend(
                    List.of(Verbs.request(RECEIVES + i, IbvSendWR.IBV_WR_SEND, piece(buffers, RECEIVES + i), true)),
                    List.of());
        }
    }

    private IbvSge piece(MemorySegment buffers, int index) {
        return Verbs.piece(registered, buffers.address() + (long) index * MESSAGE_BYTES, MESSAGE_BYTES);
    }

    /** Takes what has arrived; 0 when nothing has, -1 when nothing will. */
    synchronized int read(ByteBuffer into) throws IOException {
        drain();
        if (arrivedCount == 0) {
            return ended ? -1 : 0;
        }
        int index = arrived[firstArrived];
        int bytes = Math.min(into.remaining(), arrivedBytes[firstArrived] - takenBytes);
        into.put(into.position(), memory, index * MESSAGE_BYTES + takenBytes, bytes);
        into.position(into.position() + bytes);
        takenBytes += bytes;
        if (takenBytes == arrivedBytes[firstArrived]) {
            takenBytes = 0;
            firstArrived = (firstArrived + 1) % RECEIVES;
            arrivedCount--;
            if (!ended) {
                receives[index].execute();
            }
        }
        return bytes;
    }

    /** Sends some of what is left in {@code from}; 0 when the peer does not take what was sent before. */
    synchronized int write(ByteBuffer from) throws IOException {
        drain();
        if (ended) {
            throw new ClosedChannelException();
        }
        for (int i = 0; i < SENDS; i++) {
            if (!sending[i]) {
                int bytes = Math.min(from.remaining(), MESSAGE_BYTES);
                memory.put((RECEIVES + i) * MESSAGE_BYTES, from, from.position(), bytes);
                from.position(from.position() + bytes);
                sends[i].getWrMod(0).getSgeMod(0).setLength(bytes);
                sends[i].execute();
                sending[i] = true;
                return bytes;
            }
        }
        return 0;
    }

    /** Blocks until something has arrived or the stream has ended, or for so long. */
    void await(int timeoutMs) throws IOException {
        synchronized (this) {
            drain();
            if (arrivedCount > 0 || ended) {
                return;
            }
            arm.execute();
            drain();
            if (arrivedCount > 0 || ended) {
                return;
            }
        }
        channel.getCqEvent(queue, timeoutMs);
    }

    /** Nothing is sent or received any more; what has arrived can still be read. */
    synchronized void end() {
        ended = true;
    }

    private void drain() throws IOException {
        if (closed) {
            return;
        }
        do {
            poll.execute();
            for (int i = 0; i < poll.getPolls(); i++) {
                take(completions[i]);
            }
        } while (poll.getPolls() > 0);
    }

    private void take(IbvWC completion) {
        int index = (int) completion.getWr_id();
        if (!Verbs.isDone(completion)) {
            ended = true;
        } else if (index < RECEIVES) {
            int at = (firstArrived + arrivedCount++) % RECEIVES;
            arrived[at] = index;
            arrivedBytes[at] = completion.getByte_len();
        } else {
            sending[index - RECEIVES] = false;
        }
    }

    /** Destroys the queue pair and gives the memory back. */
    @Override
    public synchronized void close() throws IOException {
        ended = true;
        closed = true;
        id.destroyQP();
        queue.destroyCQ();
        channel.destroyCompChannel();
        Verbs.deregister(registered);
        arena.close();
    }
}
