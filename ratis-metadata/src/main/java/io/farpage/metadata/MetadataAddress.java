package io.farpage.metadata;

/**
 * Where one peer of the metadata group listens.
 *
 * @param id names the peer for good: 1 to 32 letters, digits, {@code _ -}; a peer that lost its disk comes back under another
 * @param host name or address that the other peers and all clients reach it by, and that it listens on
 * @param port TCP port, 1 to 65535
 */
public record MetadataAddress(String id, String host, int port) {
    public MetadataAddress {
        if (!id.matches("[A-Za-z0-9_-]{1,32}")) {
            throw new IllegalArgumentException(
                    "metadata peer id '" + id + "' is not 1 to 32 letters, digits, '_' and '-'");
        }
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("metadata peer '" + id + "' has address '" + host + ":" + port
                    + "': give a host and a port from 1 to 65535");
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return id + "=" + host + ":" + port;
    }
}
