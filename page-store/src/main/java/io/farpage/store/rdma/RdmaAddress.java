package io.farpage.store.rdma;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a host of the RDMA transport listens: {@code rdma:IP:CONTROL:DATA}.
 *
 * @param ip of an RDMA device, version 4
 * @param controlPort for connections that carry frames; 0 for any free one
 * @param dataPort for connections that carry READ and WRITE; 0 for any free one
 */
public record RdmaAddress(String ip, int controlPort, int dataPort) {
    /** How every address of this transport begins. */
    public static final String SCHEME = "rdma:";

    private static final Pattern IP = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern ADDRESS = Pattern.compile(SCHEME + "([^:]+):(\\d{1,5}):(\\d{1,5})");

    public RdmaAddress {
        if (!IP.matcher(ip).matches()) {
            throw new IllegalArgumentException("'" + ip + "' is no IPv4 address of an RDMA device");
        }
        if (!isPort(controlPort) || !isPort(dataPort)) {
            throw new IllegalArgumentException(
                    "'" + format(ip, controlPort, dataPort) + "' is no RDMA address: ports are 0 to 65535");
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when {@code text} is none
     */
    public static RdmaAddress parse(String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no RDMA address: needs rdma:IP:PORT:PORT");
        }
        return new RdmaAddress(parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    InetSocketAddress control() {
        return new InetSocketAddress(ip, controlPort);
    }

    InetSocketAddress data() {
        return new InetSocketAddress(ip, dataPort);
    }

    private static boolean isPort(int port) {
        return port >= 0 && port <= 65_535;
    }

    private static String format(String ip, int controlPort, int dataPort) {
        return SCHEME + ip + ":" + controlPort + ":" + dataPort;
    }

    @Override
    public String toString() {
        return format(ip, controlPort, dataPort);
    }
}
