package io.farpage.metadata;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback interface that nobody listens at now. */
public final class LoopbackPorts {
    private LoopbackPorts() {}

    /**
     * So many different ones.
     *
     * @throws IOException when there are not that many
     */
    public static List<Integer> find(int count) throws IOException {
        List<ServerSocket> reserved = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                // All are held until the last is found, so that no port is found twice.
                reserved.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
            return reserved.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : reserved) {
                socket.close();
            }
        }
    }
}
