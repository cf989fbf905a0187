package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Threads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostMonitorTest {
    private final TestCluster cluster = new TestCluster(3);
    private final List<HostRef> dead = new ArrayList<>();
    private final HostMonitor monitor =
            new HostMonitor(cluster.directory, new Peers(cluster.network, cluster.directory), 1_000_000, dead::add);

    @Test
    void declaresAHostDeadThatMissesThreeHeartbeats() {
        HostRef victim = info(2).ref();
        cluster.kill(2);
        beat(2);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);

        beat(1);

        assertThat(state(2)).isEqualTo(HostState.DEAD);
        assertThat(dead).containsExactly(victim);
        assertThat(state(1)).isEqualTo(HostState.ALIVE);
        assertThat(state(3)).isEqualTo(HostState.ALIVE);
    }

    @Test
    void forgivesAHostThatAnswersInTime() {
        for (int i = 0; i < 4; i++) {
            cluster.host(2).hang();
            beat(2);
            cluster.host(2).resume();
            beat(1);
        }
        assertThat(state(2)).isEqualTo(HostState.ALIVE);
    }

    @Test
    void startsOverWhenTheDirectoryWasAway() {
        beat(1);
        cluster.kill(2);
        beat(2);
        cluster.directory.setAvailable(false);
        beat(5);
        cluster.directory.setAvailable(true);
        beat(2);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);

        beat(1);

        assertThat(state(2)).isEqualTo(HostState.DEAD);
    }

    @Test
    void judgesEachIncarnationForItself() {
        cluster.kill(2);
        beat(2);
        cluster.start(2);
        beat(3);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);

        cluster.kill(2);
        beat(3);
        assertThat(state(2)).isEqualTo(HostState.DEAD);
        cluster.start(2);
        beat(3);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);
    }

    @Test
    void watchesHostsThatDrain() {
        cluster.directory.setHostState(cluster.host(2).ref(), HostState.DRAINING);
        beat(3);
        assertThat(state(2)).isEqualTo(HostState.DRAINING);
        cluster.kill(2);

        beat(3);

        assertThat(state(2)).isEqualTo(HostState.DEAD);
    }

    private void beat(int times) {
        int[] left = {times};
        monitor.run(new Threads.Stop() {
            @Override
            public boolean requested() {
                return left[0] == 0;
            }

            @Override
            public boolean pause(long durationNs) {
                return left[0]-- == 0;
            }
        });
    }

    private HostState state(int id) {
        return info(id).state();
    }

    private HostInfo info(int id) {
        return cluster.directory.hosts().stream()
                .filter(h -> h.ref().host().value() == id)
                .findFirst()
                .orElseThrow();
    }
}
