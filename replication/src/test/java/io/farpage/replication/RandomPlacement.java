package io.farpage.replication;

import io.farpage.api.HostInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Any hosts, for hosts that all have room in domains of their own: what other policies are compared with. */
record RandomPlacement(Random random) implements PlacementPolicy {
    @Override
    public Choice choose(List<HostInfo> hosts, Wanted wanted) {
        List<HostInfo> shuffled = new ArrayList<>(hosts);
        Collections.shuffle(shuffled, random);
        return new Choice.Chosen(shuffled.subList(0, wanted.count()));
    }
}
