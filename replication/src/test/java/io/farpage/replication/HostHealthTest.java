package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostState;
import org.junit.jupiter.api.Test;

class HostHealthTest {
    private static final long HEARTBEAT_NS = 1000;

    private final HostHealth prompt = new HostHealth(HEARTBEAT_NS, 0);
    private final HostHealth tardy = new HostHealth(HEARTBEAT_NS, 0);

    HostHealthTest() {
        prompt.answered(0, 1);
        tardy.answered(0, 5 * HEARTBEAT_NS);
    }

    @Test
    void silenceThatIsNormalForOneIsNoSignThatAnotherCouldBeHeard() {
        prompt.asked(10);
        tardy.asked(10);
        long now = 2 * HEARTBEAT_NS + 20;

        assertThat(prompt.judge(HostState.SUSPECT, now)).isEqualTo(HostState.DEAD);
        assertThat(tardy.judge(HostState.ALIVE, now)).isEqualTo(HostState.ALIVE);
        assertThat(tardy.isHeardBeside(prompt, now)).isFalse();
    }

    @Test
    void whoIsNotAskedIsNotHeard() {
        prompt.asked(10);

        assertThat(tardy.isHeardBeside(prompt, 2 * HEARTBEAT_NS)).isFalse();
    }

    @Test
    void whoHasAnsweredSinceAnotherFellSilentIsHeardUntilItIsSilentItself() {
        prompt.asked(10);
        tardy.asked(10);
        tardy.answered(20, 10);
        assertThat(tardy.isHeardBeside(prompt, HEARTBEAT_NS)).isTrue();

        tardy.asked(HEARTBEAT_NS);

        assertThat(tardy.isHeardBeside(prompt, 2 * HEARTBEAT_NS)).isTrue();
        assertThat(tardy.isHeardBeside(prompt, 5 * HEARTBEAT_NS)).isFalse();
    }
}
