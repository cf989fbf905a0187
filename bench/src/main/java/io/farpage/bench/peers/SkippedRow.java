package io.farpage.bench.peers;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A contender that was not measured.
 *
 * @param what {@code skipped}
 * @param peer as in {@link PeersRow}
 * @param why and what to do about it
 */
@JsonPropertyOrder({"what", "peer", "why"})
record SkippedRow(String what, String peer, String why) {
    static SkippedRow of(PeerKind kind, String why) {
        return new SkippedRow("skipped", kind.label(), why);
    }
}
