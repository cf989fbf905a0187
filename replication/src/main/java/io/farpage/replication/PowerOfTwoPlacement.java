package io.farpage.replication;

import io.farpage.api.HostInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * For each member draws two hosts at random and takes the one with the smaller used share of its memory. Nearly as even as
 * taking the least used (Mitzenmacher, <i>The Power of Two Choices in Randomized Load Balancing</i>, 2001), and clients that
 * place at the same moment do not all take the same hosts.
 */
public final class PowerOfTwoPlacement implements PlacementPolicy {
    private final Random random;

    /** Equal seeds and equal questions in the same order give equal answers. */
    public PowerOfTwoPlacement(long seed) {
        random = new Random(seed);
    }

    @Override
    public Choice choose(List<HostInfo> hosts, Wanted wanted) {
        Candidates candidates = Candidates.of(hosts, wanted);
        List<HostInfo> left = new ArrayList<>(candidates.usable());
        List<HostInfo> chosen = new ArrayList<>(wanted.count());
        while (chosen.size() < wanted.count() && !left.isEmpty()) {
            HostInfo better = left.get(lesserOfTwo(left.size()));
            chosen.add(better);
            left.removeIf(h -> h.failureDomain().equals(better.failureDomain()));
        }
        return candidates.choice(chosen);
    }

    /** The smaller of two different indexes, drawn evenly: the less used host, for they are in that order. */
    private int lesserOfTwo(int size) {
        if (size == 1) {
            return 0;
        }
        int first = random.nextInt(size);
        int second = random.nextInt(size - 1);
        return Math.min(first, second < first ? second : second + 1);
    }
}
