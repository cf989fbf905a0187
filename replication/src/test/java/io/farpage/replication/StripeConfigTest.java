package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StripeConfigTest {
    private static final StripeConfig CONFIG = StripeConfig.defaults();

    @Test
    void aPageWaitsUntilDeadHostsAreFoundOutAndReplaced() {
        long heartbeatNs = Duration.ofMillis(500).toNanos();

        assertThat(CONFIG.outlasting(heartbeatNs).pageTimeoutNs()).isEqualTo(10 * heartbeatNs);
    }

    @Test
    void butNeitherShorterThanItDidNorForever() {
        assertThat(CONFIG.outlasting(1)).isEqualTo(CONFIG);
        assertThat(CONFIG.outlasting(Duration.ofMinutes(1).toNanos()).pageTimeoutNs())
                .isEqualTo(Duration.ofSeconds(30).toNanos());
    }
}
