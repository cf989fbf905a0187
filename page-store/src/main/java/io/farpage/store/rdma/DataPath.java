package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.SVCPollCq;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Client side: READs and WRITEs of fragments over a queue pair that is made anew when it breaks. All memory that the device
 * reaches is taken at the start. One thread connects, disconnects and closes; any may post, poll and cancel. Posting and
 * polling allocate nothing.
 */
final class DataPath implements AutoCloseable {
    private static final int POLLED = 32;

    /** An op that waits for room. */
    private record Queued(FragmentOp op, int key, long slotAt) {}

    private final IbvPd pd;
    private final Arena arena = Arena.ofShared();
    private final IbvMr registered;
    private final long zeros;
    private final DataSlot[] slots;
    private final int[] free;
    private int freeCount;
    private final ArrayDeque<Queued> queued = new ArrayDeque<>();
    private final IbvWC[] completions = new IbvWC[POLLED];
    private @Nullable RdmaCmId id;
    private @Nullable IbvCompChannel channel;
    private @Nullable IbvCQ queue;
    private @Nullable SVCPollCq poll;
    private boolean usable;
    private boolean shut;

    DataPath(IbvPd pd, int inFlight) throws IOException {
        this.pd = pd;
        MemorySegment memory = arena.allocate((long) inFlight * DataSlot.BYTES + Long.BYTES, 4096);
        zeros = memory.address() + (long) inFlight * DataSlot.BYTES;
        try {
            registered = Verbs.register(pd, memory, IbvMr.IBV_ACCESS_LOCAL_WRITE);
        } catch (IOException e) {
            arena.close();
            throw e;
        }
        slots = new DataSlot[inFlight];
        free = new int[inFlight];
        for (int i = 0; i < inFlight; i++) {
            slots[i] = new DataSlot(i, memory.asSlice((long) i * DataSlot.BYTES, DataSlot.BYTES));
            free[freeCount++] = i;
        }
        for (int i = 0; i < POLLED; i++) {
            completions[i] = new IbvWC();
        }
    }

    /** Makes the queue pair of a connection that is about to be made. */
    synchronized void prepare(RdmaCmId connecting) throws IOException {
        int requests = slots.length * DataSlot.MAX_REQUESTS;
        id = connecting;
        IbvCompChannel made = connecting.getVerbs().createCompChannel();
        channel = made;
        IbvCQ completed = Verbs.queue(connecting, made, requests);
        queue = completed;
        IbvQP pair = Verbs.queuePair(connecting, pd, completed, requests, 1);
        poll = completed.poll(completions, POLLED);
        for (DataSlot slot : slots) {
            slot.prepare(pair, registered, zeros);
        }
    }

    /** The connection is made: ops may be posted. */
    synchronized void connected() {
        usable = true;
    }

    /** The connection has ended. */
    synchronized void fail() {
        usable = false;
    }

    /** Whether ops can be posted. */
    synchronized boolean isUsable() {
        return usable;
    }

    /** Takes no more ops, for good. */
    synchronized void shut() {
        shut = true;
    }

    /** Whether nothing is on its way, or nothing that is will get there. */
    synchronized boolean isIdle() {
        return !usable || (freeCount == slots.length && queued.isEmpty());
    }

    /** Sends an op, now or when there is room; false when the connection is broken and the op was not taken. */
    synchronized boolean post(FragmentOp op, int key, long slotAt) {
        if (!usable || shut) {
            return false;
        }
        if (freeCount == 0) {
            queued.add(new Queued(op, key, slotAt));
            return true;
        }
        return start(op, key, slotAt);
    }

    private boolean start(FragmentOp op, int key, long slotAt) {
        DataSlot slot = slots[free[--freeCount]];
        try {
            slot.start(op, key, slotAt);
            return true;
        } catch (IOException e) {
            // Part of it may be on its way: the slot stays busy until the queue pair is destroyed.
            slot.op = null;
            usable = false;
            return false;
        }
    }

    /** Ends what is done; returns how many ops that were. */
    synchronized int poll() {
        SVCPollCq call = poll;
        if (call == null || freeCount == slots.length) {
            return 0;
        }
        int done = 0;
        try {
            do {
                call.execute();
                for (int i = 0; i < call.getPolls(); i++) {
                    done += take(completions[i]);
                }
            } while (call.getPolls() == POLLED);
        } catch (IOException e) {
            usable = false;
        }
        while (usable && freeCount > 0 && !queued.isEmpty()) {
            Queued next = queued.remove();
            if (!start(next.op, next.key, next.slotAt)) {
                queued.addFirst(next);
            }
        }
        return done;
    }

    private int take(IbvWC completion) {
        if (!Verbs.isDone(completion)) {
            usable = false;
            return 0;
        }
        if (!DataSlot.isLast(completion.getWr_id())) {
            return 0;
        }
        int index = DataSlot.index(completion.getWr_id());
        free[freeCount++] = index;
        return slots[index].finish() ? 1 : 0;
    }

    /** Ends an op as cancelled; false when it is not here. What the device still does for it touches none of its memory. */
    synchronized boolean cancel(FragmentOp op) {
        boolean found = queued.removeIf(each -> each.op == op);
        for (DataSlot slot : slots) {
            if (slot.op == op) {
                slot.op = null;
                found = true;
            }
        }
        if (found) {
            op.complete(Status.CANCELLED);
        }
        return found;
    }

    /**
     * Destroys the queue pair: the device touches no memory for it any more.
     *
     * @return the ops that have not ended
     */
    synchronized List<FragmentOp> disconnect() throws IOException {
        poll();
        usable = false;
        List<FragmentOp> left = new ArrayList<>();
        for (Queued each : queued) {
            left.add(each.op);
        }
        queued.clear();
        destroyQueues();
        freeCount = 0;
        for (int i = 0; i < slots.length; i++) {
            FragmentOp op = slots[i].op;
            if (op != null) {
                left.add(op);
            }
            slots[i].op = null;
            free[freeCount++] = i;
        }
        return left;
    }

    private void destroyQueues() throws IOException {
        if (id != null && id.getQp() != null) {
            id.destroyQP();
        }
        if (queue != null) {
            queue.destroyCQ();
        }
        if (channel != null) {
            channel.destroyCompChannel();
        }
        id = null;
        queue = null;
        channel = null;
        poll = null;
    }

    /** Gives the memory back; the path is disconnected. */
    @Override
    public void close() throws IOException {
        Verbs.deregister(registered);
        arena.close();
    }
}
