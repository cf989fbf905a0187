package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.replication.PlacementPolicy.Choice;
import io.farpage.replication.PlacementPolicy.Wanted;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastUsedPlacementTest extends PlacementContract {
    @Override
    PlacementPolicy policy() {
        return new LeastUsedPlacement();
    }

    @Test
    void prefersTheLeastUsedShareAndThenTheSmallestId() {
        List<HostInfo> hosts = List.of(
                host(4, "d", 1000, 300, HostState.ALIVE),
                host(3, "c", 4000, 400, HostState.ALIVE),
                host(2, "b", 1000, 100, HostState.ALIVE),
                host(1, "a", 1000, 900, HostState.ALIVE));

        assertThat(policy().choose(hosts, Wanted.group(3, SLAB)))
                .isEqualTo(new Choice.Chosen(List.of(hosts.get(2), hosts.get(1), hosts.get(0))));
    }
}
