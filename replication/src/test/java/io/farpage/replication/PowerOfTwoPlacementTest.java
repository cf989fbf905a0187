package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostInfo;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PowerOfTwoPlacementTest extends PlacementContract {
    @Override
    PlacementPolicy policy() {
        return new PowerOfTwoPlacement(7);
    }

    @Test
    void neverTakesTheMostUsedHostWhileAnotherIsLeft() {
        PlacedGroups placed = new PlacedGroups(20);
        HostInfo full = placed.use(3, 500);

        placed.place(policy(), 1, 200);

        assertThat(placed.groups()).noneMatch(group -> group.contains(full.ref().host()));
    }

    @Test
    void keepsUseNearlyEvenWhereChanceAloneDoesNot() {
        PlacedGroups byTwo = new PlacedGroups(100);
        PlacedGroups byChance = new PlacedGroups(100);

        byTwo.place(policy(), 6, 400);
        byChance.place(new RandomPlacement(new Random(7)), 6, 400);

        // 24 slabs a host on average.
        assertThat(byTwo.mostSlabsOnOneHost()).isLessThanOrEqualTo(27);
        assertThat(byChance.mostSlabsOnOneHost()).isGreaterThan(30);
    }
}
