package io.farpage.replication;

import io.farpage.api.HostInfo;
import java.util.List;
import java.util.Set;

/** Chooses hosts for the slabs of a group. Implementations are thread-safe. */
public interface PlacementPolicy {
    /**
     * Chooses {@code count} hosts in distinct failure domains.
     *
     * @param hosts all hosts that the directory knows
     * @param count how many slabs there are to place
     * @param slabBytes memory that each takes
     * @param takenDomains failure domains that other members of the group are in already
     * @return chosen hosts, or why there are not enough
     */
    Choice choose(List<HostInfo> hosts, int count, long slabBytes, Set<String> takenDomains);

    /** What {@link #choose} answers. */
    sealed interface Choice {
        /** As many hosts as were asked for. */
        record Chosen(List<HostInfo> hosts) implements Choice {}

        /** Too few hosts can hold the promise; {@code why} says what there is and what it takes. */
        record Refused(String why) implements Choice {}
    }
}
