package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.Redundancy;
import io.farpage.api.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class HostMonitorTest {
    private static final long HEARTBEAT_NS = 1_000_000;

    private final TestCluster cluster = new TestCluster(3);
    private final List<HostRef> dead = new ArrayList<>();
    private final HostMonitor monitor = new HostMonitor(
            cluster.directory,
            new Peers(cluster.network, cluster.directory),
            new InlineThreads(cluster.threads),
            HEARTBEAT_NS,
            dead::add);

    @Test
    void declaresAHostDeadThatMissesThreeHeartbeats() {
        beat(1);
        HostRef victim = info(2).ref();
        cluster.kill(2);
        beat(2);
        assertThat(state(2)).isEqualTo(HostState.SUSPECT);

        beat(1);

        assertThat(state(2)).isEqualTo(HostState.DEAD);
        assertThat(dead).containsExactly(victim);
        assertThat(state(1)).isEqualTo(HostState.ALIVE);
        assertThat(state(3)).isEqualTo(HostState.ALIVE);
    }

    @Test
    void givesAHostThatWasJustStartedTimeForItsFirstAnswer() {
        cluster.host(2).hang();
        beat(8);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);
        beat(4);
        assertThat(state(2)).isEqualTo(HostState.DEAD);
    }

    @Test
    void forgivesAHostThatAnswersInTime() {
        for (int i = 0; i < 4; i++) {
            cluster.host(2).hang();
            look(6);
            cluster.host(2).resume();
            beat(1);
        }
        assertThat(state(2)).isNotEqualTo(HostState.DEAD);
    }

    @Test
    void silenceWhileTheDirectoryIsAwayDoesNotCount() {
        beat(1);
        cluster.kill(2);
        beat(1);
        cluster.directory.setAvailable(false);
        beat(5);
        cluster.directory.setAvailable(true);
        look(1);
        assertThat(state(2)).isNotEqualTo(HostState.DEAD);

        beat(1);

        assertThat(state(2)).isEqualTo(HostState.DEAD);
    }

    @Test
    void judgesEachIncarnationForItselfAndKeepsAHostOutThatWasRestartedAgainAndAgain() {
        beat(1);
        cluster.kill(2);
        beat(3);
        assertThat(state(2)).isEqualTo(HostState.DEAD);
        cluster.start(2);
        beat(1);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);

        cluster.kill(2);
        beat(3);
        assertThat(state(2)).isEqualTo(HostState.DEAD);
        cluster.start(2);
        beat(1);
        assertThat(state(2)).isEqualTo(HostState.SUSPECT);
        beat(3);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);
    }

    @Test
    void declaresNobodyDeadWhileMostAreSilent() {
        beat(1);
        cluster.host(1).hang();
        cluster.host(2).hang();
        beat(200);
        assertThat(List.of(state(1), state(2))).containsOnly(HostState.SUSPECT);

        cluster.host(1).resume();
        beat(3);

        assertThat(state(1)).isNotEqualTo(HostState.DEAD);
        assertThat(state(2)).isEqualTo(HostState.DEAD);
    }

    @Test
    void waitsForAHostWithWhichPagesWouldBeLost() {
        try (Program program = cluster.create(TestCluster.spec(Redundancy.coded(2, 1), 4))) {
            assertThat(program).isNotNull();
            beat(1);
            cluster.kill(2);
            beat(3);
            assertThat(state(2)).isEqualTo(HostState.DEAD);

            cluster.host(3).hang();
            beat(20);
            assertThat(state(3)).isEqualTo(HostState.SUSPECT);
            beat(15);
            assertThat(state(3)).as("given up").isEqualTo(HostState.DEAD);
        }
    }

    @Test
    void waitsWhileOfSilentHostsEitherMayBeTheOneThatLives() {
        cluster.addHost();
        try (Program program = cluster.create(TestCluster.spec(Redundancy.coded(2, 1), 4))) {
            assertThat(program).isNotNull();
            List<Member> members = cluster.group().members();
            int paused = members.get(0).host().host().value();
            int killed = members.get(1).host().host().value();
            beat(1);
            cluster.host(paused).hang();
            cluster.kill(killed);
            beat(20);
            assertThat(List.of(state(paused), state(killed))).containsOnly(HostState.SUSPECT);

            cluster.host(paused).resume();
            beat(3);

            assertThat(state(paused)).isEqualTo(HostState.ALIVE);
            assertThat(state(killed)).isEqualTo(HostState.DEAD);
        }
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

    @Test
    void suspectsAHostBeforeItIsDeadAndTrustsItAgainWhenItAnswers() {
        look(5);
        cluster.host(2).hang();
        look(8);
        assertThat(state(2)).isEqualTo(HostState.SUSPECT);
        cluster.host(2).resume();
        look(9);
        assertThat(state(2)).isEqualTo(HostState.ALIVE);
        assertThat(dead).isEmpty();
    }

    @Test
    void keepsAHostThatFlapsOutForLongerEachTime() {
        look(5);
        int before = 0;
        for (int flap = 0; flap < 5; flap++) {
            cluster.host(2).hang();
            look(8);
            assertThat(state(2)).isEqualTo(HostState.SUSPECT);
            cluster.host(2).resume();
            int looks = 0;
            while (state(2) == HostState.SUSPECT) {
                look(1);
                looks++;
            }
            assertThat(looks).isGreaterThan(before + before / 2);
            before = looks;
        }
    }

    @Test
    void aHostThatAClientReportsIsTrustedAgainAfterAWhile() {
        look(5);
        cluster.directory.setHostState(info(3).ref(), HostState.SUSPECT);
        look(2);
        assertThat(state(3)).isEqualTo(HostState.SUSPECT);
        look(8);
        assertThat(state(3)).isEqualTo(HostState.ALIVE);
    }

    @Test
    void silenceWhileTheMonitorWasAwayItselfDoesNotCount() {
        look(5);
        cluster.clock.advance(100 * HEARTBEAT_NS);
        look(1);
        assertThat(List.of(state(1), state(2), state(3))).containsOnly(HostState.ALIVE);
    }

    private void beat(int times) {
        look(4 * times);
    }

    private void look(int times) {
        int[] left = {times};
        monitor.run(new Threads.Stop() {
            @Override
            public boolean requested() {
                return left[0] == 0;
            }

            @Override
            public boolean pause(long durationNs) {
                if (left[0]-- == 0) {
                    return true;
                }
                cluster.clock.advance(durationNs);
                return false;
            }
        });
    }

    /** Runs every task at once, to its end, in the thread that starts it. */
    private record InlineThreads(Threads threads) implements Threads {
        @Override
        public Task start(String name, TaskBody body) {
            body.run(new TestCluster.NeverStops());
            return () -> {};
        }

        @Override
        public boolean await(BooleanSupplier condition, long timeoutNs) {
            return threads.await(condition, timeoutNs);
        }

        @Override
        public long nanoTime() {
            return threads.nanoTime();
        }
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
