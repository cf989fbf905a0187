package io.farpage.api;

/**
 * One life of a memory host. A host that restarts is empty and comes back with a higher incarnation, so a fragment that
 * was given to an earlier incarnation is known to be gone.
 *
 * @param host which host
 * @param incarnation grows with each registration of that host, from 1
 */
public record HostRef(HostId host, long incarnation) {
    public HostRef {
        if (incarnation < 1) {
            throw new IllegalArgumentException(host + " has incarnation " + incarnation + ", which is not positive");
        }
    }

    @Override
    public String toString() {
        return host + "#" + incarnation;
    }
}
