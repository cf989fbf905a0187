package io.farpage.api;

/**
 * What a host says of itself.
 *
 * @param ref who answers
 * @param capacityBytes memory that it lends
 * @param usedBytes memory that its slabs take
 * @param slabs slabs that it has
 */
public record HostStats(HostRef ref, long capacityBytes, long usedBytes, int slabs) {}
