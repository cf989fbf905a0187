package io.farpage.store.control;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Client side: writes that the host does, those to members that are joining. Sends only so much at a time that the socket
 * takes it without blocking. Thread-safe.
 */
public final class StoreQueue {
    private static final int MAX_SENT = 32;
    private static final int MAX_SENT_BYTES = 64 << 10;

    /** An op that the host has been asked to do. */
    private static final class Sent {
        /** Null once it is cancelled. */
        @Nullable
        FragmentOp op;

        final int bytes;

        Sent(FragmentOp op) {
            this.op = op;
            bytes = bytesOf(op);
        }
    }

    private final ControlChannel channel;
    private final Deque<FragmentOp> queued = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private int sentBytes;
    private boolean opened;
    private boolean lost;
    private boolean sending;

    /** A queue of what is asked over {@code channel}. */
    public StoreQueue(ControlChannel channel) {
        this.channel = channel;
    }

    /** Takes an op on. */
    public synchronized void add(FragmentOp op) {
        if (lost) {
            op.complete(Status.UNREACHABLE);
        } else if (op.payloadBytes() > FrameType.MAX_PAYLOAD_BYTES) {
            op.complete(Status.NO_SUCH_SLAB);
        } else {
            queued.add(op);
            send();
        }
    }

    /** Ends an op that is queued or sent as cancelled; false when it is neither. */
    public synchronized boolean cancel(FragmentOp op) {
        boolean found = queued.remove(op);
        for (Sent each : sent) {
            if (each.op == op) {
                each.op = null;
                found = true;
            }
        }
        if (found) {
            op.complete(Status.CANCELLED);
        }
        return found;
    }

    /** Whether the host may still do what it was asked. */
    public synchronized boolean isUnanswered() {
        return !sent.isEmpty();
    }

    /** The host can be asked now. */
    public synchronized void opened() {
        opened = true;
        send();
    }

    /** The host is gone: fails all ops, from now on. */
    public synchronized void lost() {
        lost = true;
        queued.forEach(op -> op.complete(Status.UNREACHABLE));
        queued.clear();
    }

    private void send() {
        if (sending) {
            return;
        }
        sending = true;
        while (opened && mayBeSent(queued.peek())) {
            FragmentOp op = queued.remove();
            Sent asked = new Sent(op);
            sent.add(asked);
            sentBytes += asked.bytes;
            channel.ask(
                    FrameType.STORE,
                    answer -> answered(asked, answer),
                    op.header(),
                    op.payload().asSlice(op.payloadAt(), op.payloadBytes()),
                    op.slab(),
                    op.slot(),
                    op.epoch(),
                    op.generation());
        }
        sending = false;
    }

    private boolean mayBeSent(@Nullable FragmentOp op) {
        return op != null && (sent.isEmpty() || (sent.size() < MAX_SENT && sentBytes + bytesOf(op) <= MAX_SENT_BYTES));
    }

    private static int bytesOf(FragmentOp op) {
        return op.payloadBytes() + FragmentHeader.BYTES;
    }

    private synchronized void answered(Sent asked, Answer answer) {
        sent.remove(asked);
        sentBytes -= asked.bytes;
        FragmentOp op = asked.op;
        if (op != null) {
            end(op, answer);
        }
        send();
    }

    private static void end(FragmentOp op, Answer answer) {
        if (!(answer instanceof Answer.Done done)) {
            op.complete(Status.UNREACHABLE);
            return;
        }
        Status status = WireCodes.status(done.first());
        if (status == Status.FENCED) {
            op.refuse((int) done.second(), (int) done.third());
        } else {
            op.complete(status);
        }
    }
}
