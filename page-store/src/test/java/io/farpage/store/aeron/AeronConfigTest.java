package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AeronConfigTest {
    private final MediaConfig media = MediaConfig.defaults();
    private final AeronConfig config = AeronConfig.defaults();

    @Test
    void refusesWhatAeronWouldNotTake() {
        assertRefused(() -> media.withTermBytes(1 << 15), "term buffers of 32768");
        assertRefused(() -> media.withTermBytes(3 << 16), "power of two");
        assertRefused(() -> media.withMtuBytes(1400, 1408), "datagrams of 1400");
        assertRefused(() -> media.withMtuBytes(1408, 65_536), "datagrams to this machine of 65536");
        assertRefused(() -> media.withMaxParkNs(0), "parks of 0 to 0 ns");
    }

    @Test
    void refusesTimeoutsAndBoundsThatMakeNoSense() {
        assertRefused(() -> config.withTimeouts(0, 1, 1, 1), "connect time-out: 0");
        assertRefused(() -> config.withTimeouts(1, 1, -1, 1), "sent again: -1");
        assertRefused(() -> config.withBounds(63, 1, 1), "fragments in flight: 63");
        assertRefused(() -> config.withBounds(96, 1, 1), "power of two");
        assertRefused(() -> config.withBounds(64, 1, 0), "clients: 0");
        assertRefused(() -> config.withQueues(0, 1), "wait at a host: 0");
        assertRefused(() -> config.withQueues(1, 0), "of a client that wait at a host: 0");
    }

    @Test
    void dividesWhatMayWaitAmongTheClientsThatWait() {
        AeronConfig queues = config.withQueues(100, 40);
        assertThat(Backlog.limit(queues, 0)).isEqualTo(40);
        assertThat(Backlog.limit(queues, 2)).isEqualTo(40);
        assertThat(Backlog.limit(queues, 5)).isEqualTo(20);
        assertThat(Backlog.limit(queues, 1000)).isEqualTo(1);
    }

    @Test
    void keepsADatagramWithinAMessage() {
        assertThat(media.withTermBytes(1 << 16).datagramBytes(true)).isEqualTo(8192);
        assertThat(media.withTermBytes(1 << 20).datagramBytes(true)).isEqualTo(65_504);
        assertThat(media.datagramBytes(false)).isEqualTo(1408);
    }

    @Test
    void namesEveryCounterOnce() {
        assertThat(AeronCounter.values())
                .extracting(AeronCounter::metricName)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("aeron_[a-z_]+"));
    }

    private static void assertRefused(Runnable making, String why) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
