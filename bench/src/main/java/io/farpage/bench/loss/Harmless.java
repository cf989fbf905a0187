package io.farpage.bench.loss;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How many ways there are to lose some of a few hosts without losing data: of hosts that hold groups of their own, which nobody else
 * shares.
 *
 * @param ways for each number of lost hosts, from none to all of them: how many sets of so many hosts can be lost
 */
record Harmless(List<BigInteger> ways) {
    private static final int MOST_HOSTS = 24;

    /** When any of these hosts may be in a group, so that no more than {@code tolerated} of them may be lost. */
    static Harmless anyGroups(int hosts, int tolerated) {
        return new Harmless(IntStream.rangeClosed(0, hosts)
                .mapToObj(lost -> lost <= tolerated ? Binomial.choose(hosts, lost) : BigInteger.ZERO)
                .toList());
    }

    /**
     * Counts all sets of hosts of each part of a placement that shares no group with another part.
     *
     * @throws IllegalArgumentException when a part has too many hosts to look at all its subsets
     */
    static List<Harmless> partsOf(Placement placement, int tolerated) {
        Map<List<Integer>, Harmless> known = new HashMap<>();
        return parts(placement).entrySet().stream()
                .map(part -> {
                    List<Integer> masks = masks(part.getKey(), part.getValue());
                    return known.computeIfAbsent(masks, m -> count(part.getKey().cardinality(), m, tolerated));
                })
                .toList();
    }

    /** Hosts of each part, and its groups. Hosts without a group are in no part. */
    private static Map<BitSet, List<int[]>> parts(Placement placement) {
        int[] partOf = IntStream.range(0, placement.hosts()).toArray();
        for (int[] group : placement.groups()) {
            for (int member : group) {
                partOf[first(partOf, member)] = first(partOf, group[0]);
            }
        }
        Map<Integer, BitSet> hosts = new TreeMap<>();
        Map<Integer, List<int[]>> groups = new TreeMap<>();
        for (int[] group : placement.groups()) {
            int part = first(partOf, group[0]);
            BitSet members = hosts.computeIfAbsent(part, p -> new BitSet());
            Arrays.stream(group).forEach(members::set);
            groups.computeIfAbsent(part, p -> new ArrayList<>()).add(group);
        }
        Map<BitSet, List<int[]>> parts = new HashMap<>();
        hosts.forEach((part, members) -> parts.put(members, groups.getOrDefault(part, List.of())));
        return parts;
    }

    private static int first(int[] partOf, int host) {
        int first = host;
        while (partOf[first] != first) {
            first = partOf[first];
        }
        return first;
    }

    /** Different groups as sets of bits, with the hosts of the part numbered from 0. */
    private static List<Integer> masks(BitSet hosts, List<int[]> groups) {
        if (hosts.cardinality() > MOST_HOSTS) {
            throw new IllegalArgumentException(
                    hosts.cardinality() + " hosts share groups; at most " + MOST_HOSTS + " can be looked through");
        }
        int[] members = hosts.stream().toArray();
        return groups.stream()
                .map(group -> Arrays.stream(group)
                        .map(member -> 1 << Arrays.binarySearch(members, member))
                        .sum())
                .distinct()
                .sorted()
                .toList();
    }

    private static Harmless count(int hosts, List<Integer> groups, int tolerated) {
        int[] masks = groups.stream().mapToInt(mask -> mask).toArray();
        long[] ways = new long[hosts + 1];
        for (int lost = 0; lost < 1 << hosts; lost++) {
            if (isHarmless(lost, masks, tolerated)) {
                ways[Integer.bitCount(lost)]++;
            }
        }
        return new Harmless(Arrays.stream(ways).mapToObj(BigInteger::valueOf).toList());
    }

    private static boolean isHarmless(int lost, int[] groups, int tolerated) {
        for (int group : groups) {
            if (Integer.bitCount(lost & group) > tolerated) {
                return false;
            }
        }
        return true;
    }

    int hosts() {
        return ways.size() - 1;
    }
}
