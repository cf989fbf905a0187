package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.farpage.replication.CodingSetsPlacement;
import io.farpage.replication.LeastUsedPlacement;
import io.farpage.replication.PlacementPolicy;
import io.farpage.replication.PowerOfTwoPlacement;
import java.util.concurrent.ThreadLocalRandom;

/** How hosts for slab groups are chosen. */
public enum PlacementKind {
    /** The least used hosts. */
    @JsonProperty("least-used")
    LEAST_USED,
    /** The less used of two hosts drawn at random, for each member. */
    @JsonProperty("power-of-two")
    POWER_OF_TWO,
    /** The least used hosts within one of few sets of hosts. */
    @JsonProperty("coding-sets")
    CODING_SETS;

    /** A policy of this kind, with randomness of its own. */
    public PlacementPolicy policy() {
        return switch (this) {
            case LEAST_USED -> new LeastUsedPlacement();
            case POWER_OF_TWO ->
                new PowerOfTwoPlacement(ThreadLocalRandom.current().nextLong());
            case CODING_SETS -> new CodingSetsPlacement(CodingSetsPlacement.DEFAULT_EXTRA_HOSTS);
        };
    }
}
