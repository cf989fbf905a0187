package io.farpage.store.aeron;

import java.util.Optional;
import java.util.regex.Matcher;

/** Where one end of the transport receives. Two forms, which {@link #parse} reads and {@code toString} writes. */
public sealed interface AeronAddress {
    /** How every address of this transport begins. */
    String SCHEME = "aeron:";

    /**
     * {@code aeron:HOST:PORT}: UDP. HOST is a name, an IPv4 address, or an IPv6 address in brackets; PORT is 1 to 65535,
     * or 0 for one that the system picks.
     */
    record Udp(String host, int port) implements AeronAddress {
        public Udp {
            AddressSyntax.checkHost(host);
            AddressSyntax.checkRange("port", port, 0, 65_535);
        }

        @Override
        public String toString() {
            return SCHEME + host + ":" + port;
        }
    }

    /** {@code aeron:ipc:STREAM}: shared memory of a media driver that both ends use; STREAM is 1 to 2^30 - 1. */
    record Ipc(int stream) implements AeronAddress {
        /** Streams above are for answers. */
        static final int MAX_STREAM = (1 << 30) - 1;

        public Ipc {
            AddressSyntax.checkRange("IPC stream", stream, 1, MAX_STREAM);
        }

        @Override
        public String toString() {
            return SCHEME + "ipc:" + stream;
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when {@code text} is of neither form, saying what is wrong with it
     */
    static AeronAddress parse(String text) {
        Matcher parts = AddressSyntax.ADDRESS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no Aeron address: needs aeron:HOST:PORT or aeron:ipc:STREAM");
        }
        try {
            int number = Integer.parseInt(parts.group(2));
            return parts.group(1).equals("ipc") ? new Ipc(number) : new Udp(parts.group(1), number);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no Aeron address: " + e.getMessage(), e);
        }
    }

    /** As {@link #parse}, without a reason why not. */
    static Optional<AeronAddress> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
