package io.farpage.api;

/** Hosts had too much to do for longer than the program wanted to wait; nothing is lost, the same may be tried again later. */
public final class RegionOverloadedException extends RegionException {
    private static final long serialVersionUID = 1L;
    private final int host;
    private final long incarnation;

    /**
     * An exception whose message has to name the region.
     *
     * @param host one that has refused to do more
     */
    public RegionOverloadedException(HostRef host, String message) {
        super(message);
        this.host = host.host().value();
        incarnation = host.incarnation();
    }

    /** One of the hosts that have too much to do. */
    public HostRef host() {
        return new HostRef(new HostId(host), incarnation);
    }
}
