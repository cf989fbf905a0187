package io.farpage.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.ratis.client.RaftClient;

/**
 * Clients of one metadata group, each for one call at a time. When a call of a Ratis client fails, it closes the connection to the
 * peer, whoever else waits for an answer over it; those fail and close the next one, and so on: callers that share a client may
 * keep each other from ever being answered. There are as many as there were calls at once. Thread-safe.
 */
final class RaftClients implements AutoCloseable {
    private final Supplier<RaftClient> maker;
    private final Deque<RaftClient> idle = new ArrayDeque<>();
    private final List<RaftClient> all = new ArrayList<>();
    private boolean closed;

    RaftClients(Supplier<RaftClient> maker) {
        this.maker = maker;
    }

    /**
     * A client that nobody else has, until it is {@link #giveBack given back}.
     *
     * @throws IllegalStateException when this is closed
     */
    synchronized RaftClient take() {
        if (closed) {
            throw new IllegalStateException("this client of the metadata group was closed: make another");
        }
        RaftClient client = idle.poll();
        if (client == null) {
            client = maker.get();
            all.add(client);
        }
        return client;
    }

    synchronized void giveBack(RaftClient client) {
        idle.push(client);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes all of them, whoever is using them: calls that still run fail. Safe to call twice. */
    @Override
    public void close() {
        List<RaftClient> toClose;
        synchronized (this) {
            closed = true;
            toClose = List.copyOf(all);
            all.clear();
        }
        for (RaftClient client : toClose) {
            try {
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a client of the metadata group did not close in order", e);
            }
        }
    }
}
