package io.farpage.server;

import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory this machine can still give. */
public final class LocalMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    private LocalMemory() {}

    /**
     * Refuses work that cannot fit, before it takes any memory.
     *
     * @throws UsageException when less than {@code bytes} is available, as far as the system tells
     */
    public static void require(long bytes, String what) {
        OptionalLong available = availableBytes();
        if (available.isPresent() && available.getAsLong() < bytes) {
            throw new UsageException("too little memory for " + what + ": it takes " + (bytes >> 20) + " MiB, "
                    + (available.getAsLong() >> 20) + " MiB are available; use a smaller input or a larger machine");
        }
    }

    private static OptionalLong availableBytes() {
        try {
            return Files.readAllLines(MEMINFO).stream()
                    .filter(line -> line.startsWith(AVAILABLE))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
