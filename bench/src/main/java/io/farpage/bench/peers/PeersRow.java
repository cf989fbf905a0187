package io.farpage.bench.peers;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One line of {@code bench peers}; the names are those of {@code --json}.
 *
 * @param what {@code read} or {@code write} of random pages of 4 KiB
 * @param peer {@code farpage-aeron}, {@code farpage-aeron-2+1}, {@code farpage-shm}, {@code redis}, {@code redis-wait1}, {@code memcached} or {@code hazelcast}
 * @param redundancy how it keeps them
 * @param survives losses of servers that acknowledged writes survive
 * @param inFlight pages that are asked for at once, by one thread
 * @param perSecond pages, of the time that the peer had; making and checking values is not counted
 * @param p50Us until all that were asked for at once are done, corrected for coordinated omission as if that were asked for once every
 *     median time
 * @param p99Us the same
 * @param p999Us the same
 * @param vsRedis {@code perSecond} divided by that of {@code redis} for the same; 0 if that was not measured
 * @param vsRedisWait1 the same by that of {@code redis-wait1}
 * @param memoryPerByte memory of all servers for a byte of data, copies included: of Farpage its slabs, of others what is resident since
 *     they were empty
 * @param residentPerByte what all servers have resident for a byte of data since they were empty; shared memory counts in each process
 * @param wrong reads that found something else than was last written; 0 unless there is a bug
 */
@JsonPropertyOrder({"what", "peer", "redundancy", "survives", "inFlight"})
record PeersRow(
        String what,
        String peer,
        String redundancy,
        int survives,
        int inFlight,
        double perSecond,
        double p50Us,
        double p99Us,
        double p999Us,
        double vsRedis,
        double vsRedisWait1,
        double memoryPerByte,
        double residentPerByte,
        long wrong) {
    /** The same beside others, which may be itself. */
    PeersRow beside(double redis, double redisWait1) {
        return new PeersRow(
                what,
                peer,
                redundancy,
                survives,
                inFlight,
                perSecond,
                p50Us,
                p99Us,
                p999Us,
                redis == 0 ? 0 : perSecond / redis,
                redisWait1 == 0 ? 0 : perSecond / redisWait1,
                memoryPerByte,
                residentPerByte,
                wrong);
    }
}
