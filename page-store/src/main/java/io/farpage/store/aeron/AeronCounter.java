package io.farpage.store.aeron;

/** Everything that the transport counts, on either end. Names are stable. */
public enum AeronCounter {
    MESSAGES_SENT("aeron_messages_sent", "Messages handed to Aeron"),
    MESSAGES_RECEIVED("aeron_messages_received", "Messages that came in and were in order"),
    REFUSED_TRUNCATED("aeron_refused_truncated", "Refused: shorter than its fields say, or than a header"),
    REFUSED_VERSION("aeron_refused_version", "Refused: of another schema or another version of it"),
    REFUSED_CHECKSUM("aeron_refused_checksum", "Refused: its checksum does not fit"),
    REFUSED_MALFORMED(
            "aeron_refused_malformed", "Refused: of no known kind, or with fields that contradict each other"),
    REFUSED_STALE("aeron_refused_stale", "Refused: of a connection that is not set up or is closed"),
    LATE_ANSWERS("aeron_late_answers", "Answers to requests that had ended before"),
    RESENDS("aeron_resends", "Requests that were sent again"),
    BACK_PRESSURE("aeron_back_pressure", "Times that a stream had no room for a message"),
    OVERLOADED("aeron_overloaded", "Ops that ended as overloaded"),
    REFUSED_OVERLOADED(
            "aeron_refused_overloaded", "Ops that a host answered as overloaded because too many had come in"),
    CONNECTIONS_OPENED("aeron_connections_opened", "Connections that were set up; at a host, accepted"),
    CONNECTIONS_REFUSED("aeron_connections_refused", "Connections that a host refused"),
    CONNECTIONS_LOST("aeron_connections_lost", "Connections that were lost, or could not be set up"),
    ERRORS("aeron_errors", "Errors of Aeron and of its media driver");

    private final String metricName;
    private final String help;

    AeronCounter(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    /** Its name in metrics. */
    public String metricName() {
        return metricName;
    }

    /** What it counts, in a few words. */
    public String help() {
        return help;
    }
}
