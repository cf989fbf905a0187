package io.farpage.replication;

import io.farpage.api.HostState;

/**
 * What is to be thought of one host, from when it answered. How long an answer may take follows from what is normal for this
 * host, as TCP's retransmission time-out does (RFC 6298, section 2). A host that lapses again and again has to answer for
 * longer each time before it is trusted with anything new. Not thread-safe.
 */
final class HostHealth {
    private static final double SUSPECT_AFTER_HEARTBEATS = 1;
    private static final double DEAD_AFTER_HEARTBEATS = 2;
    /** So long may a host take to answer for the first time: it, or who asks, has just been started. */
    private static final double FIRST_ANSWER_HEARTBEATS = 8;

    /** So long is a host waited for whose death would cost pages. */
    private static final double GIVEN_UP_AFTER_HEARTBEATS = 30;

    private static final int MAX_DOUBLINGS = 10;
    private static final int FORGIVEN_AFTER_HEARTBEATS = 1200;

    private final long heartbeatNs;
    private long silentSinceNs;
    private boolean silent;
    private boolean answered;
    private long answeredNs;
    private long steadySinceNs;
    private long smoothedNs;
    private long deviationNs;
    private int lapses;
    private boolean lapsed;

    HostHealth(long heartbeatNs, long nowNs) {
        this.heartbeatNs = heartbeatNs;
        steadySinceNs = nowNs;
        answeredNs = nowNs;
    }

    /** Notes that a question is being asked: silence begins with the first that has no answer. */
    void asked(long nowNs) {
        if (!silent) {
            silent = true;
            silentSinceNs = nowNs;
        }
    }

    /** Notes an answer and how long it took. */
    void answered(long nowNs, long tookNs) {
        answeredNs = nowNs;
        deviationNs += (Math.abs(tookNs - smoothedNs) - deviationNs) / 4;
        smoothedNs += (tookNs - smoothedNs) / 8;
        silent = false;
        answered = true;
    }

    /** Notes that nobody could have heard answers for a while: whoever watches was away itself. */
    void excuse(long durationNs) {
        silentSinceNs += durationNs;
    }

    /** Notes that the host was started again, empty; its silence before that counts as one lapse with it. */
    void restarted(long nowNs) {
        if (!lapsed) {
            lapse(nowNs);
        }
        silent = false;
        answered = false;
        steadySinceNs = nowNs;
    }

    /** Notes that a client found the host wanting. */
    void lapse(long nowNs) {
        lapses = Math.min(lapses + 1, MAX_DOUBLINGS);
        steadySinceNs = nowNs;
    }

    /** Whether a question has no answer yet, so that it is worth asking again as soon as it has ended. */
    boolean isSilent() {
        return silent;
    }

    /**
     * Judges the host.
     *
     * @param state what is thought of it now
     */
    HostState judge(HostState state, long nowNs) {
        long silenceNs = silenceNs(nowNs);
        if (silenceNs >= DEAD_AFTER_HEARTBEATS * heartbeatNs) {
            return HostState.DEAD;
        }
        if (silenceNs >= SUSPECT_AFTER_HEARTBEATS * heartbeatNs) {
            if (!lapsed) {
                lapsed = true;
                lapse(nowNs);
            }
            steadySinceNs = nowNs;
            return state == HostState.ALIVE ? HostState.SUSPECT : state;
        }
        lapsed = false;
        long steadyNs = nowNs - steadySinceNs;
        if (steadyNs >= FORGIVEN_AFTER_HEARTBEATS * heartbeatNs) {
            lapses = Math.max(0, lapses - 1);
            steadySinceNs = nowNs - probationNs(); // It has proved itself already.
        }
        if (state == HostState.SUSPECT && steadyNs >= probationNs()) {
            return HostState.ALIVE;
        }
        return state == HostState.ALIVE && lapses > 1 && steadyNs < probationNs() ? HostState.SUSPECT : state;
    }

    /** Whether it answers in time, and has answered since another one fell silent, so that that one could have been heard too. */
    boolean isHeardBeside(HostHealth other, long nowNs) {
        return answeredNs - other.silentSinceNs > 0 && silenceNs(nowNs) < SUSPECT_AFTER_HEARTBEATS * heartbeatNs;
    }

    /** Whether it has been silent for so long that what it held is given up. */
    boolean isGivenUp(long nowNs) {
        return silenceNs(nowNs) >= GIVEN_UP_AFTER_HEARTBEATS * heartbeatNs;
    }

    /** How much longer than normal it has not answered. */
    private long silenceNs(long nowNs) {
        return silent ? nowNs - silentSinceNs - allowanceNs() : 0;
    }

    /** How long it has to answer before it is trusted again: one heartbeat, twice as long with each lapse. */
    long probationNs() {
        return heartbeatNs << Math.max(0, lapses - 1);
    }

    /** How long an answer may normally take, at the most two heartbeats but for the first. */
    private long allowanceNs() {
        return !answered
                ? (long) (FIRST_ANSWER_HEARTBEATS * heartbeatNs)
                : Math.min(smoothedNs + 4 * deviationNs, 2 * heartbeatNs);
    }
}
