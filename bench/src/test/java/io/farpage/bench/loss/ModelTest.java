package io.farpage.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.farpage.replication.CodingSetsPlacement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed, against all possibilities there are. */
class ModelTest {
    private static final double EXACT = 1e-12;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void randomGroupsAreAsLikelyToLoseDataAsAllPlacementsOnSixHostsTogether(int lostHosts) {
        List<Integer> groups = subsets(6, 3);
        List<Integer> losses = subsets(6, lostHosts);
        long fatal = 0;
        for (int first : groups) {
            for (int second : groups) {
                fatal += losses.stream()
                        .filter(lost -> losesTwo(first, lost) || losesTwo(second, lost))
                        .count();
            }
        }

        double share = (double) fatal / (groups.size() * groups.size() * losses.size());
        assertThat(new RandomGroups(6, 3, 1, 2).atOnce(lostHosts)).isCloseTo(share, within(EXACT));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void codingSetsAreAsLikelyToLoseDataAsAllLossesOfSixteenHostsTogether(int lostHosts) {
        Placement placement = Placement.by(new CodingSetsPlacement(1), 16, 3, 4);
        List<Integer> groups = placement.groups().stream().map(ModelTest::bits).toList();
        List<Integer> losses = subsets(16, lostHosts);
        long fatal = losses.stream()
                .filter(lost -> groups.stream().anyMatch(group -> losesTwo(group, lost)))
                .count();

        List<Harmless> parts = Harmless.partsOf(placement, 1);

        assertThat(parts).hasSize(3);
        assertThat(new Parts(16, parts).atOnce(lostHosts)).isCloseTo((double) fatal / losses.size(), within(EXACT));
    }

    @Test
    void copiesInSetsOfFourThatAreFilledEvenlyAreTwoPairs() {
        Placement placement = Placement.by(new CodingSetsPlacement(2), 8, 16, 2);

        assertThat(Harmless.partsOf(placement, 1)).hasSize(4).allMatch(part -> part.hosts() == 2);
        assertThat(new Parts(8, Harmless.partsOf(placement, 1)).atOnce(2)).isCloseTo(4.0 / 28, within(EXACT));
    }

    @Test
    void hostsWithoutGroupsLoseNothing() {
        Placement placement = new Placement(10, List.of(new int[] {0, 9}));

        assertThat(new Parts(10, Harmless.partsOf(placement, 1)).atOnce(2)).isCloseTo(1.0 / 45, within(EXACT));
    }

    @Test
    void groupsThatAreLostTogetherAreOneLoss() {
        // Each of ten hosts is in some of so many groups of one.
        assertThat(new RandomGroups(10, 1, 0, 1_000).lossesAYear(4, 50_000)).isCloseTo(40, within(1e-9));
    }

    private static boolean losesTwo(int group, int lost) {
        return Integer.bitCount(group & lost) > 1;
    }

    private static int bits(int[] group) {
        return Arrays.stream(group).map(member -> 1 << member).sum();
    }

    private static List<Integer> subsets(int of, int size) {
        return IntStream.range(0, 1 << of)
                .filter(bits -> Integer.bitCount(bits) == size)
                .boxed()
                .toList();
    }
}
