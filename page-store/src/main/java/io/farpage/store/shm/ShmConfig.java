package io.farpage.store.shm;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a host shares its slabs.
 *
 * @param directory on a tmpfs, writable; the host makes a directory of its own in it
 * @param maxClients connections at a time; each costs 64 bytes in every slab
 * @param writerGrace how long a fence waits for a writer that is under way before it moves the slab away from it
 */
public record ShmConfig(Path directory, int maxClients, Duration writerGrace) {
    /** The most connections that a host can be told to accept. */
    public static final int MAX_CLIENTS = 4096;

    public ShmConfig {
        if (maxClients < 1 || maxClients > MAX_CLIENTS) {
            throw new IllegalArgumentException(
                    maxClients + " clients of a shared memory host: not in 1.." + MAX_CLIENTS);
        }
        if (writerGrace.isNegative()) {
            throw new IllegalArgumentException("grace for writers of " + writerGrace + " is negative");
        }
    }

    /** In {@code directory}, for 256 clients; a writer gets 50 ms, about what it takes to move a slab. */
    public static ShmConfig in(Path directory) {
        return new ShmConfig(directory, 256, Duration.ofMillis(50));
    }
}
