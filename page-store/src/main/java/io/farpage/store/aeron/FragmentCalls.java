package io.farpage.store.aeron;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.store.aeron.wire.AnswersDecoder;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The fragments that a connection has under way: ops that wait to be sent, in order, and ops that wait for an answer. An id is
 * an op's place in the table and a number that grows, so that an answer is matched without a search and a late one matches
 * nothing. Not thread-safe; allocates nothing.
 */
final class FragmentCalls {
    private final AeronConfig config;
    private final AeronCounters counters;
    private final RequestWriter writer = new RequestWriter();
    private final int capacity;
    private final @Nullable FragmentOp[] ops;
    private final long[] ids;
    private final long[] sentAtNs;
    private final long[] queuedAtNs;
    private final int[] sends;
    private final boolean[] inQueue;
    private final int[] free;
    private final int[] queue;
    private int freeCount;
    private int queueHead;
    private int queued;
    private long sequence;
    private long completed;

    FragmentCalls(AeronConfig config, AeronCounters counters) {
        this.config = config;
        this.counters = counters;
        capacity = config.maxInFlight();
        ops = new FragmentOp[capacity];
        ids = new long[capacity];
        sentAtNs = new long[capacity];
        queuedAtNs = new long[capacity];
        sends = new int[capacity];
        inQueue = new boolean[capacity];
        free = new int[capacity];
        queue = new int[capacity];
        while (freeCount < capacity) {
            free[freeCount] = capacity - 1 - freeCount;
            freeCount++;
        }
    }

    /** How many ops it has completed so far. */
    long completed() {
        return completed;
    }

    /** Takes a pending op; one that finds no place ends as overloaded. */
    void add(FragmentOp op, long nowNs) {
        if (freeCount == 0) {
            counters.increment(AeronCounter.OVERLOADED);
            op.complete(Status.OVERLOADED);
            completed++;
            return;
        }
        int place = free[--freeCount];
        ops[place] = op;
        ids[place] = ++sequence * capacity + place;
        sends[place] = 0;
        queuedAtNs[place] = nowNs;
        enqueue(place);
    }

    private void enqueue(int place) {
        queue[queueHead + queued++ & capacity - 1] = place;
        inQueue[place] = true;
    }

    private FragmentOp op(int place) {
        FragmentOp op = ops[place];
        if (op == null) {
            throw new IllegalStateException("no op at place " + place);
        }
        return op;
    }

    /** Sends what waits, as many ops in a message as it holds; false when nobody is at the other end. */
    boolean flush(MessageSink sink, long connectionId, long nowNs) {
        while (queued > 0) {
            int count = 0;
            int bytes = writer.prefixBytes();
            while (count < queued) {
                int more = writer.entryBytes(op(queue[queueHead + count & capacity - 1]));
                if (count > 0 && bytes + more > sink.preferredBytes()) {
                    break;
                }
                bytes += more;
                count++;
            }
            if (bytes > sink.maxBytes()) {
                end(dequeue(), Status.NO_SUCH_SLAB); // No slab that is reached this way has such fragments.
                continue;
            }
            MessageSink.Offer outcome = send(sink, connectionId, count, bytes);
            if (outcome != MessageSink.Offer.TAKEN) {
                endOverdue(nowNs);
                return outcome == MessageSink.Offer.NO_ROOM;
            }
            for (int i = 0; i < count; i++) {
                noteSent(dequeue(), nowNs);
            }
        }
        return true;
    }

    private MessageSink.Offer send(MessageSink sink, long connectionId, int count, int bytes) {
        MessageSink.Offer outcome = sink.claim(bytes);
        if (outcome != MessageSink.Offer.TAKEN) {
            return outcome;
        }
        writer.begin(sink, connectionId, count);
        for (int i = 0; i < count; i++) {
            int place = queue[queueHead + i & capacity - 1];
            writer.put(ids[place], op(place));
        }
        return sink.commit();
    }

    private int dequeue() {
        int place = queue[queueHead];
        queueHead = queueHead + 1 & capacity - 1;
        queued--;
        inQueue[place] = false;
        return place;
    }

    private void noteSent(int place, long nowNs) {
        sentAtNs[place] = nowNs;
        if (sends[place]++ > 0) {
            counters.increment(AeronCounter.RESENDS);
        }
    }

    /**
     * Ends what has waited for room too long, so that a host which takes less than comes in is not taken for dead by those who
     * wait: what was never sent has changed nothing; what is sent again waits for an answer to its earlier message.
     */
    private void endOverdue(long nowNs) {
        while (queued > 0 && nowNs - queuedAtNs[queue[queueHead]] >= config.overloadAfterNs()) {
            int place = dequeue();
            if (sends[place] == 0) {
                counters.increment(AeronCounter.OVERLOADED);
                end(place, Status.OVERLOADED);
            } else {
                noteSent(place, nowNs);
            }
        }
    }

    /** Ends the ops that a message of answers, whose lengths are in order, is about; false when it says something impossible. */
    boolean onAnswers(Entries answers) {
        boolean good = true;
        while (answers.next()) {
            long id = answers.getLong(AnswersDecoder.OpsDecoder.idEncodingOffset());
            int place = (int) (id & capacity - 1);
            if (ids[place] == id && id != 0) {
                good &= onAnswer(place, answers);
            } else {
                counters.increment(AeronCounter.LATE_ANSWERS);
            }
        }
        return good;
    }

    private boolean onAnswer(int place, Entries answer) {
        FragmentOp op = op(place);
        Status status = StatusCode.status(answer.getByte(AnswersDecoder.OpsDecoder.statusEncodingOffset()));
        boolean read = op.kind() == FragmentOp.Kind.READ;
        boolean whole = !read || answer.fragmentBytes() == FragmentHeader.BYTES + op.payloadBytes();
        if (status == null || (status == Status.OK && !whole)) {
            return false;
        }
        unqueue(place);
        if (status == Status.FENCED) {
            release(place);
            op.refuse(
                    answer.getInt(AnswersDecoder.OpsDecoder.refusingEpochEncodingOffset()),
                    answer.getInt(AnswersDecoder.OpsDecoder.refusingGenerationEncodingOffset()));
            return true;
        }
        if (read && status == Status.OK) {
            long from = answer.fragmentAddress();
            MemorySegment.copy(RawMemory.ALL, from, op.header(), 0, FragmentHeader.BYTES);
            MemorySegment.copy(
                    RawMemory.ALL, from + FragmentHeader.BYTES, op.payload(), op.payloadAt(), op.payloadBytes());
        }
        end(place, status);
        return true;
    }

    /** Lets what has waited too long for an answer be sent again; false when one was sent often enough. */
    boolean resendLate(long nowNs) {
        for (int place = 0; place < capacity; place++) {
            boolean waits = ops[place] != null && sends[place] > 0 && nowNs - sentAtNs[place] >= config.resendAfterNs();
            if (waits && !inQueue[place]) {
                if (sends[place] >= config.maxSends()) {
                    return false;
                }
                queuedAtNs[place] = nowNs;
                enqueue(place);
            }
        }
        return true;
    }

    private void unqueue(int place) {
        int count = inQueue[place] ? queued : 0;
        for (int i = 0; i < count; i++) {
            int other = dequeue();
            if (other != place) {
                enqueue(other);
            }
        }
    }

    /** Ends one op as cancelled, if it is here. */
    void cancel(FragmentOp op) {
        for (int place = 0; place < capacity; place++) {
            if (ops[place] == op) {
                unqueue(place);
                end(place, Status.CANCELLED);
                return;
            }
        }
    }

    /** Ends all ops. */
    void endAll(Status status) {
        while (queued > 0) {
            dequeue();
        }
        for (int place = 0; place < capacity; place++) {
            if (ops[place] != null) {
                end(place, status);
            }
        }
    }

    private void end(int place, Status status) {
        FragmentOp op = op(place);
        release(place);
        op.complete(status);
    }

    private void release(int place) {
        ops[place] = null;
        ids[place] = 0;
        free[freeCount++] = place;
        completed++;
    }
}
