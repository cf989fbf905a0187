package io.farpage.api;

/** Names a memory host for good; what one life of it holds is named by a {@link HostRef}. */
public record HostId(int value) {
    public HostId {
        if (value < 0) {
            throw new IllegalArgumentException("host id " + value + " is negative");
        }
    }

    @Override
    public String toString() {
        return "host-" + value;
    }
}
