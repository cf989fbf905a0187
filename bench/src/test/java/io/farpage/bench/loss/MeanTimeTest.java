package io.farpage.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MeanTimeTest {
    private static final double FAILURE = 4;
    private static final double REPAIR = 50_000;
    private static final double EXACT = 1e-12;

    @Test
    void oneHostLastsAsLongAsItDoes() {
        assertLasts(Harmless.anyGroups(1, 0), 1 / FAILURE);
    }

    @Test
    void anyOfSomeHostsWithoutToleranceIsTheFirstToFail() {
        assertLasts(Harmless.anyGroups(5, 0), 1 / (5 * FAILURE));
    }

    @Test
    void mirrorsLastAsTheTextbooksSay() {
        assertLasts(Harmless.anyGroups(2, 1), (3 * FAILURE + REPAIR) / (2 * FAILURE * FAILURE));
        assertLasts(
                Harmless.anyGroups(3, 2),
                (11 * FAILURE * FAILURE + 7 * FAILURE * REPAIR + 2 * REPAIR * REPAIR) / (6 * Math.pow(FAILURE, 3)));
    }

    @Test
    void fatalPairsAmongManyHostsAddUp() {
        // Two pairs, each mirrors of its own, seen as one part: any first failure, and then one of three others is
        // fatal.
        Harmless twoPairs = Harmless.partsOf(new Placement(4, List.of(new int[] {0, 1}, new int[] {2, 3})), 1)
                .getFirst();
        assertThat(twoPairs.hosts()).isEqualTo(2);
        double ofOne = MeanTime.untilLoss(twoPairs, FAILURE, REPAIR);
        Harmless together = new Harmless(
                LongStream.of(1, 4, 4, 0, 0).mapToObj(BigInteger::valueOf).toList());

        assertThat(MeanTime.untilLoss(together, FAILURE, REPAIR)).isCloseTo(ofOne / 2, within(ofOne * 1e-3));
    }

    private static void assertLasts(Harmless hosts, double time) {
        assertThat(MeanTime.untilLoss(hosts, FAILURE, REPAIR)).isCloseTo(time, within(time * EXACT));
    }
}
