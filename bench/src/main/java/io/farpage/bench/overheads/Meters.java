package io.farpage.bench.overheads;

import com.sun.management.OperatingSystemMXBean;
import io.farpage.server.cluster.LocalCluster.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the operating system counts for this process, the hosts and the loopback device. */
final class Meters {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int LOOPBACK_BYTES_SENT = 9;

    private final List<Running> hosts;

    Meters(List<Running> hosts) {
        this.hosts = hosts;
    }

    /** Everything that only grows, at one moment. */
    record Reading(long atNs, long clientCpuNs, long hostCpuNs, long loopbackBytes) {}

    Reading read() {
        return new Reading(System.nanoTime(), SYSTEM.getProcessCpuTime(), hostCpuNs(), loopbackBytes());
    }

    private long hostCpuNs() {
        return hosts.stream()
                .flatMap(host -> ProcessHandle.of(host.pid()).stream())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(Duration::toNanos)
                .sum();
    }

    private static long loopbackBytes() {
        return lines(Path.of("/proc/net/dev")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("lo:"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[LOOPBACK_BYTES_SENT]))
                .sum();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("what the kernel counts cannot be read from " + file + ": " + e, e);
        }
    }
}
