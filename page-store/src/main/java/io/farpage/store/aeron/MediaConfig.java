package io.farpage.store.aeron;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a process takes part in Aeron. Checked when it is made.
 *
 * @param externalDriver directory of a media driver that runs by itself; null for one of our own in this process
 * @param termBytes length of a term buffer, a power of two from 64 KiB to 1 GiB; each stream maps three, and the largest
 *     message, so the largest fragment, is an eighth of one
 * @param mtuBytes largest datagram to other machines, a multiple of 32; fragments that fit one are not copied on the way
 * @param loopbackMtuBytes the same for loopback addresses and IPC, where it may be as large as a message
 * @param idleSpins times that the background task of a process without a media driver of its own spins when it finds nothing to do; one
 *     with a driver waits for datagrams instead, unless other threads drive it
 * @param idleYields times that it then yields
 * @param minParkNs how long it then parks at first, doubling
 * @param maxParkNs how long it parks at most, and waits for a datagram, ten times as long when it has done so in vain for a while; what an
 *     idle process costs and what a request waits that nobody awaits
 * @param livenessTimeoutNs silence after which Aeron takes the other end of a stream for gone
 */
public record MediaConfig(
        @Nullable Path externalDriver,
        int termBytes,
        int mtuBytes,
        int loopbackMtuBytes,
        int idleSpins,
        int idleYields,
        long minParkNs,
        long maxParkNs,
        long livenessTimeoutNs) {
    private static final int MIN_MTU_BYTES = 1280;
    private static final int MAX_MTU_BYTES = 65_504;

    public MediaConfig {
        if (termBytes < 1 << 16 || termBytes > 1 << 30 || Integer.bitCount(termBytes) != 1) {
            throw new IllegalArgumentException(
                    "term buffers of " + termBytes + " bytes: needs a power of two from 65536 to 1073741824");
        }
        checkMtu("datagrams", mtuBytes);
        checkMtu("datagrams to this machine", loopbackMtuBytes);
        if (idleSpins < 0 || idleYields < 0 || minParkNs < 1 || maxParkNs < minParkNs) {
            throw new IllegalArgumentException("idle strategy: " + idleSpins + " spins, " + idleYields
                    + " yields, parks of " + minParkNs + " to " + maxParkNs + " ns; none may be negative, and the"
                    + " shortest park is at least 1 ns and no longer than the longest");
        }
        if (livenessTimeoutNs < 100_000_000) {
            throw new IllegalArgumentException(
                    "liveness time-out of " + livenessTimeoutNs + " ns: needs at least 100000000 (100 ms)");
        }
    }

    private static void checkMtu(String what, int bytes) {
        if (bytes < MIN_MTU_BYTES || bytes > MAX_MTU_BYTES || bytes % 32 != 0) {
            throw new IllegalArgumentException(what + " of " + bytes + " bytes: needs a multiple of 32 in "
                    + MIN_MTU_BYTES + ".." + MAX_MTU_BYTES);
        }
    }

    /** An embedded driver, small buffers, datagrams that fit Ethernet, back-off. */
    public static MediaConfig defaults() {
        return new MediaConfig(null, 1 << 18, 1408, MAX_MTU_BYTES, 10, 20, 1_000, 1_000_000, 2_000_000_000);
    }

    /** The same with a driver that runs by itself. */
    public MediaConfig withExternalDriver(Path directory) {
        return new MediaConfig(
                directory,
                termBytes,
                mtuBytes,
                loopbackMtuBytes,
                idleSpins,
                idleYields,
                minParkNs,
                maxParkNs,
                livenessTimeoutNs);
    }

    /** The same with other term buffers. */
    public MediaConfig withTermBytes(int bytes) {
        return new MediaConfig(
                externalDriver,
                bytes,
                mtuBytes,
                loopbackMtuBytes,
                idleSpins,
                idleYields,
                minParkNs,
                maxParkNs,
                livenessTimeoutNs);
    }

    /** The same with other datagrams. */
    public MediaConfig withMtuBytes(int bytes, int loopbackBytes) {
        return new MediaConfig(
                externalDriver,
                termBytes,
                bytes,
                loopbackBytes,
                idleSpins,
                idleYields,
                minParkNs,
                maxParkNs,
                livenessTimeoutNs);
    }

    /** The same with another longest park. */
    public MediaConfig withMaxParkNs(long longestParkNs) {
        return new MediaConfig(
                externalDriver,
                termBytes,
                mtuBytes,
                loopbackMtuBytes,
                idleSpins,
                idleYields,
                Math.min(minParkNs, longestParkNs),
                longestParkNs,
                livenessTimeoutNs);
    }

    /** The largest message. */
    int maxMessageBytes() {
        return termBytes / 8;
    }

    /** The largest datagram in the given direction that is no larger than a message. */
    int datagramBytes(boolean toThisMachine) {
        return Math.min(toThisMachine ? loopbackMtuBytes : mtuBytes, maxMessageBytes());
    }
}
