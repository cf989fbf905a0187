package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.farpage.api.HostId;
import io.farpage.store.aeron.AeronAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one memory host is told.
 *
 * @param id names the host for good, 0 or more
 * @param lendMiB memory that it lends, 1 MiB or more
 * @param failureDomain hosts with equal labels may fail together; the host's own name if left out
 * @param transport how clients reach it
 * @param shmDirectory for {@code shm}: a directory on a tmpfs, where its slabs are
 * @param aeronHost for {@code aeron}: the name or IP address of this machine at which clients find it
 * @param aeronPort for {@code aeron}: the UDP port that it listens on, 1 to 65,535; any free one if left out
 * @param rdmaHost for {@code rdma}: the IPv4 address of an RDMA device of this machine; the first one's if left out
 * @param rdmaPort for {@code rdma}: the port for questions, 1 to 65,535; any free one if left out
 * @param rdmaDataPort for {@code rdma}: the port for fragments, likewise
 * @param http where it answers {@code /metrics} and {@code /health}, as {@code HOST:PORT}; nowhere if left out
 * @param pressureFile the kernel's pressure stall information that says how short of memory its machine, or its control group, is
 * @param pressureLimit per cent of the time in which something waits for memory, 1 to 100, above which it gives memory back; it never
 *     does at 100
 */
public record HostSettings(
        @JsonProperty(required = true) int id,
        int lendMiB,
        String failureDomain,
        TransportKind transport,
        Path shmDirectory,
        String aeronHost,
        int aeronPort,
        @Nullable String rdmaHost,
        int rdmaPort,
        int rdmaDataPort,
        @Nullable String http,
        Path pressureFile,
        int pressureLimit) {
    /** The usual memory of a host. */
    public static final int DEFAULT_LEND_MIB = 1024;

    /** Where slabs are shared if nothing else is said. */
    public static final Path DEFAULT_SHM_DIRECTORY = Path.of("/dev/shm/farpage");

    /** Where a host listens if nothing else is said: for clients of its own machine alone. */
    public static final String DEFAULT_AERON_HOST = "127.0.0.1";

    /** Where Linux says how short of memory the machine is. */
    public static final Path DEFAULT_PRESSURE_FILE = Path.of("/proc/pressure/memory");

    /** Per cent of the time that things wait for memory, above which that is too little. */
    public static final int DEFAULT_PRESSURE_LIMIT = 10;

    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "[::]", "::");

    public HostSettings {
        if (id < 0) {
            throw new IllegalArgumentException("id: " + id + " is negative");
        }
        lendMiB = Settings.within("lendMiB", lendMiB, DEFAULT_LEND_MIB, 1, 1 << 30);
        failureDomain = Settings.orElse(failureDomain, new HostId(id).toString());
        transport = Settings.orElse(transport, TransportKind.SHM);
        shmDirectory = Settings.orElse(shmDirectory, DEFAULT_SHM_DIRECTORY);
        aeronHost = Settings.orElse(aeronHost, DEFAULT_AERON_HOST);
        aeronPort = Settings.within("aeronPort", aeronPort, 0, 1, 65_535);
        if (EVERY_ADDRESS.contains(aeronHost)
                || !(AeronAddress.tryParse(AeronAddress.SCHEME + aeronHost + ":" + aeronPort)
                                .orElse(null)
                        instanceof AeronAddress.Udp)) {
            throw new IllegalArgumentException("aeronHost: '" + aeronHost + "' is no address that clients can send to;"
                    + " say this machine's name or IP address in the network that they are on");
        }
        rdmaPort = Settings.within("rdmaPort", rdmaPort, 0, 1, 65_535);
        rdmaDataPort = Settings.within("rdmaDataPort", rdmaDataPort, 0, 1, 65_535);
        Settings.address("http", http);
        pressureFile = Settings.orElse(pressureFile, DEFAULT_PRESSURE_FILE);
        pressureLimit = Settings.within("pressureLimit", pressureLimit, DEFAULT_PRESSURE_LIMIT, 1, 100);
    }

    /** Where it listens on Aeron. */
    public AeronAddress aeronAddress() {
        return new AeronAddress.Udp(aeronHost, aeronPort);
    }

    public @Nullable InetSocketAddress httpAddress() {
        return Settings.address("http", http);
    }

    public HostId hostId() {
        return new HostId(id);
    }

    public long lendBytes() {
        return (long) lendMiB << 20;
    }
}
