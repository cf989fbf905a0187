package io.farpage.store.aeron;

/** Everything that the transport counts, on either end. Names are stable. */
public enum AeronCounter {
    /** Messages handed to Aeron. */
    MESSAGES_SENT("aeron_messages_sent"),
    /** Messages that came in and were in order. */
    MESSAGES_RECEIVED("aeron_messages_received"),
    /** Refused: shorter than its fields say, or than a header. */
    REFUSED_TRUNCATED("aeron_refused_truncated"),
    /** Refused: of another schema or another version of it. */
    REFUSED_VERSION("aeron_refused_version"),
    /** Refused: its checksum does not fit. */
    REFUSED_CHECKSUM("aeron_refused_checksum"),
    /** Refused: of no known kind, or with fields that contradict each other. */
    REFUSED_MALFORMED("aeron_refused_malformed"),
    /** Refused: of a connection that is not set up or is closed. */
    REFUSED_STALE("aeron_refused_stale"),
    /** Answers to requests that had ended before. */
    LATE_ANSWERS("aeron_late_answers"),
    /** Requests that were sent again. */
    RESENDS("aeron_resends"),
    /** Times that a stream had no room for a message. */
    BACK_PRESSURE("aeron_back_pressure"),
    /** Ops that ended as overloaded. */
    OVERLOADED("aeron_overloaded"),
    /** Connections that were set up; at a host, accepted. */
    CONNECTIONS_OPENED("aeron_connections_opened"),
    /** Connections that a host refused. */
    CONNECTIONS_REFUSED("aeron_connections_refused"),
    /** Connections that were lost, or could not be set up. */
    CONNECTIONS_LOST("aeron_connections_lost"),
    /** Errors of Aeron and of its media driver. */
    ERRORS("aeron_errors");

    private final String metricName;

    AeronCounter(String metricName) {
        this.metricName = metricName;
    }

    /** Its name in metrics. */
    public String metricName() {
        return metricName;
    }
}
