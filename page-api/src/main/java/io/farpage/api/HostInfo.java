package io.farpage.api;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    /** Hosts by their ids. */
    public static Map<Integer, HostInfo> byId(List<HostInfo> hosts) {
        return hosts.stream().collect(Collectors.toMap(h -> h.ref().host().value(), Function.identity()));
    }

    /** Bytes that slabs take as a share of what it lends; a host that lends nothing is full. */
    public double usedShare() {
        return capacityBytes == 0 ? 1 : (double) usedBytes / capacityBytes;
    }

    /** The same host in another state. */
    public HostInfo in(HostState next) {
        return new HostInfo(ref, address, failureDomain, capacityBytes, usedBytes, next);
    }

    /** The same host lending another amount of memory. */
    public HostInfo lending(long bytes) {
        return new HostInfo(ref, address, failureDomain, bytes, usedBytes, state);
    }

    /** The same host, of whose memory slabs take {@code bytes}. */
    public HostInfo using(long bytes) {
        return new HostInfo(ref, address, failureDomain, capacityBytes, bytes, state);
    }

    /** Bytes that slabs take beyond what it lends. */
    public long excessBytes() {
        return Math.max(0, usedBytes - capacityBytes);
    }

    /** Bytes that new slabs may still take. */
    public long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes);
    }
}
