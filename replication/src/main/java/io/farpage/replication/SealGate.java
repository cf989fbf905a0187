package io.farpage.replication;

import io.farpage.api.RegionSealedException;
import io.farpage.api.Threads;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets writes of a region through until it is closed for good. Thread-safe. */
final class SealGate {
    private static final long WAIT_NS = 1_000_000_000;

    private final String region;
    private final AtomicInteger writing = new AtomicInteger();
    private volatile boolean closed;

    SealGate(String region) {
        this.region = region;
    }

    /**
     * Begins a write; each that began ends with {@link #exit}.
     *
     * @throws RegionSealedException when the gate is closed
     */
    void enter() {
        writing.incrementAndGet();
        if (closed) {
            exit();
            throw new RegionSealedException(region);
        }
    }

    boolean isClosed() {
        return closed;
    }

    void exit() {
        writing.decrementAndGet();
    }

    /** Lets no write begin any more, and returns when none is under way. */
    void close(Threads threads) {
        closed = true;
        while (!threads.await(() -> writing.get() == 0, WAIT_NS)) {}
    }
}
