package io.farpage.replication;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses hosts for the slabs of a group: live ones with room, no two members of the group in one failure domain. Refuses only
 * when there is no such choice. Implementations are thread-safe.
 */
public interface PlacementPolicy {
    /**
     * Chooses the hosts that are wanted.
     *
     * @param hosts all hosts that the directory knows, whatever their state: what a policy arranges them by must not change
     *     when one of them dies
     * @return chosen hosts, or why there are not enough
     */
    Choice choose(List<HostInfo> hosts, Wanted wanted);

    /** Chooses among hosts that are alive, and only if these are not enough among suspect ones as well. */
    default Choice chooseEvenSuspects(List<HostInfo> hosts, Wanted wanted) {
        return choose(hosts, wanted) instanceof Choice.Chosen chosen ? chosen : choose(hosts, wanted.evenSuspects());
    }

    /**
     * What is to be placed.
     *
     * @param count how many slabs
     * @param groupSize members that their group has when it is whole, at least {@code count}
     * @param slabBytes memory that each slab takes
     * @param others hosts of the group's other members, whose failure domains are taken
     * @param refusing incarnations that are not to be asked, or were asked just now and lent nothing
     * @param suspects whether suspect hosts count as live ones
     */
    record Wanted(
            int count, int groupSize, long slabBytes, List<HostInfo> others, Set<HostRef> refusing, boolean suspects) {
        public Wanted {
            others = List.copyOf(others);
            refusing = Set.copyOf(refusing);
            if (count < 1 || count + others.size() > groupSize) {
                throw new IllegalArgumentException(
                        count + " slabs beside " + others.size() + " others are no group of " + groupSize);
            }
        }

        /** All slabs of a new group. */
        public static Wanted group(int size, long slabBytes) {
            return new Wanted(size, size, slabBytes, List.of(), Set.of(), false);
        }

        /** One slab for a group that has others already. */
        public static Wanted replacement(int groupSize, long slabBytes, List<HostInfo> others) {
            return new Wanted(1, groupSize, slabBytes, others, Set.of(), false);
        }

        /** The same, but not from this incarnation. */
        public Wanted without(HostRef host) {
            Set<HostRef> more = new HashSet<>(refusing);
            more.add(host);
            return new Wanted(count, groupSize, slabBytes, others, more, suspects);
        }

        /** The same, from suspect hosts too. */
        public Wanted evenSuspects() {
            return new Wanted(count, groupSize, slabBytes, others, refusing, true);
        }

        /** Whether a host's state allows that it gets a slab. */
        boolean allows(HostState state) {
            return suspects ? state.mayJoin() : state == HostState.ALIVE;
        }

        /** Failure domains that the group is in already. */
        Set<String> takenDomains() {
            return others.stream().map(HostInfo::failureDomain).collect(Collectors.toSet());
        }
    }

    /** What {@link #choose} answers. */
    sealed interface Choice {
        /** As many hosts as were asked for. */
        record Chosen(List<HostInfo> hosts) implements Choice {}

        /** Too few hosts can hold the promise; {@code why} says what there is and what it takes. */
        record Refused(String why) implements Choice {}
    }
}
