package io.farpage.api;

/**
 * What the directory knows of a host's newest incarnation.
 *
 * @param ref the host and its incarnation
 * @param address where its transport listens, in that transport's own form
 * @param failureDomain hosts with equal labels may fail together
 * @param capacityBytes memory that it lends
 * @param usedBytes memory of it that members of slab groups take
 * @param state whether it may be used
 */
public record HostInfo(
        HostRef ref, String address, String failureDomain, long capacityBytes, long usedBytes, HostState state) {
    /** Bytes that new slabs may still take. */
    public long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes);
    }
}
