package io.farpage.api;

/** How pages of a host are reached, from near to far; what a transport can tell of its latency without measuring it. */
public enum LatencyClass {
    /** By loads and stores, within a microsecond: hosts of the same machine. */
    MEMORY,
    /** By a network card that reads and writes the host's memory, within some microseconds: no processor of the host takes part. */
    ONE_SIDED,
    /** By messages that a process of the host answers, within tens of microseconds, more when it has to be woken. */
    MESSAGES;

    /** Whether it is as near as {@code other}, or nearer. */
    public boolean isWithin(LatencyClass other) {
        return compareTo(other) <= 0;
    }
}
