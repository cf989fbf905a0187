package io.farpage.store.control;

import io.farpage.api.HostRef;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Client side: questions to a host over a link. One thread runs it and hands each answer to whoever asked; any thread may
 * ask. Asking does not block: the link takes as much as is asked at a time.
 */
public final class ControlChannel {
    /** Questions without an answer; beyond that a host counts as not answering. */
    private static final int MAX_OPEN = 64;

    /** What the channel tells its owner, from the thread that runs it. */
    public interface Listener {
        /** The host has greeted us. */
        void opened(Answer.Done greeting);

        /** Nothing is answered any more; all that was asked is answered with a failure before. */
        void lost(String why);
    }

    private final HostRef host;
    private final ControlLink link;
    private final Listener listener;
    private final Map<Long, Consumer<Answer>> open = new HashMap<>();
    private long lastId;
    private @Nullable FrameWriter writer;
    private @Nullable String closedBecause;

    /**
     * Questions to {@code host}.
     *
     * @param link not connected yet; closed by the channel
     */
    public ControlChannel(HostRef host, ControlLink link, Listener listener) {
        this.host = host;
        this.link = link;
        this.listener = listener;
    }

    /**
     * Asks.
     *
     * @param onAnswer told the answer by the thread that runs the channel, or, when it cannot be asked, by this one
     * @param tail what follows the numbers
     */
    public void ask(
            FrameType type, Consumer<Answer> onAnswer, MemorySegment tail, MemorySegment moreTail, long... args) {
        String failure = tryAsk(type, onAnswer, tail, moreTail, args);
        if (failure != null) {
            onAnswer.accept(Answer.unreachable(host, failure));
        }
    }

    /** Asks what has no tail. */
    public void ask(FrameType type, Consumer<Answer> onAnswer, long... args) {
        ask(type, onAnswer, MemorySegment.NULL, MemorySegment.NULL, args);
    }

    private synchronized @Nullable String tryAsk(
            FrameType type, Consumer<Answer> onAnswer, MemorySegment tail, MemorySegment moreTail, long[] args) {
        if (closedBecause != null) {
            return closedBecause;
        }
        if (writer == null) {
            return "not connected yet";
        }
        if (open.size() >= MAX_OPEN) {
            return "it has not answered the last " + MAX_OPEN + " questions";
        }
        long id = ++lastId;
        try {
            writer.write(type, id, tail, moreTail, args);
        } catch (IOException e) {
            // Half a frame may be out: nothing that follows could be understood.
            close(String.valueOf(e.getMessage()));
            return String.valueOf(e.getMessage());
        }
        open.put(id, onAnswer);
        return null;
    }

    /** Connects and hands out answers until the channel is closed from either side. */
    public void run() {
        try (link) {
            link.connect();
            converse();
        } catch (IOException e) {
            close(Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
        } finally {
            tellThatItIsLost();
        }
    }

    /** Whatever ended it: whoever waits would wait for ever otherwise. */
    private void tellThatItIsLost() {
        close("the connection ended by a bug, see the log");
        String why = Objects.requireNonNull(closedBecause(), "it is closed");
        takeAllOpen().forEach(waiting -> waiting.accept(Answer.unreachable(host, why)));
        listener.lost(why);
    }

    private void converse() throws IOException {
        FrameReader reader = new FrameReader(link);
        synchronized (this) {
            writer = new FrameWriter(link);
        }
        ask(FrameType.HELLO, this::greeted, host.host().value(), host.incarnation());
        while (closedBecause() == null) {
            Frame frame = reader.read();
            if (frame == null) {
                link.awaitReadable();
            } else {
                take(frame.id()).accept(Answer.of(frame));
            }
        }
    }

    private void greeted(Answer answer) {
        switch (answer) {
            case Answer.Done done -> listener.opened(done);
            case Answer.Failed failed -> close(failed.detail());
        }
    }

    private synchronized Consumer<Answer> take(long id) throws MalformedFrameException {
        Consumer<Answer> waiting = open.remove(id);
        if (waiting == null) {
            throw new MalformedFrameException("an answer to no question");
        }
        return waiting;
    }

    private synchronized List<Consumer<Answer>> takeAllOpen() {
        List<Consumer<Answer>> all = List.copyOf(open.values());
        open.clear();
        return all;
    }

    private synchronized @Nullable String closedBecause() {
        return closedBecause;
    }

    /** Closes it for a reason that all later questions are told. The thread that runs it ends soon. */
    public synchronized void close(String why) {
        if (closedBecause == null) {
            closedBecause = why;
        }
        link.close();
    }
}
