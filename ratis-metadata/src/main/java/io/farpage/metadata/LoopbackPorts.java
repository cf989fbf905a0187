package io.farpage.metadata;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback interface that nobody listens at now, and that the kernel gives to no connection: whoever is killed and started
 * again finds its port free.
 */
public final class LoopbackPorts {
    private static final Path GIVEN_BY_KERNEL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int FIRST = 10_000;
    private static final int END = 1 << 16;
    /** Processes that look at the same time begin at ports that are so far apart. */
    private static final int APART = 97;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART));

    private LoopbackPorts() {}

    /**
     * So many different ones.
     *
     * @throws IOException when there are not that many
     */
    public static List<Integer> find(int count) throws IOException {
        // The kernel gives such a file only to who reads all of it at once: readString does not.
        String[] given = Files.readAllLines(GIVEN_BY_KERNEL).getFirst().split("\\s+", -1);
        int firstGiven = Math.max(FIRST, Integer.parseInt(given[0]));
        int afterGiven = Math.max(firstGiven, Integer.parseInt(given[1]) + 1);
        int candidates = firstGiven - FIRST + END - afterGiven;
        List<ServerSocket> reserved = new ArrayList<>();
        try {
            for (int tries = candidates; reserved.size() < count; tries--) {
                if (tries == 0) {
                    throw new IOException("there are no " + count + " free ports of the loopback interface outside "
                            + given[0] + " to " + given[1] + ", which the kernel gives to connections");
                }
                int nth = FIRST + Math.floorMod(NEXT.getAndIncrement(), candidates);
                // All are held until the last is found, so that no port is found twice.
                reserve(nth < firstGiven ? nth : nth - firstGiven + afterGiven, reserved);
            }
            return reserved.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : reserved) {
                socket.close();
            }
        }
    }

    private static void reserve(int port, List<ServerSocket> reserved) throws IOException {
        try {
            reserved.add(new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")));
        } catch (BindException e) {
            // Somebody listens there: another one is tried.
        }
    }
}
