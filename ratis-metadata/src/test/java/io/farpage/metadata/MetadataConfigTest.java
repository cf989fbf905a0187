package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MetadataConfigTest {
    private static final UUID CLUSTER = new UUID(1, 2);
    private static final MetadataAddress A = new MetadataAddress("a", "localhost", 1001);
    private static final MetadataAddress B = new MetadataAddress("b", "localhost", 1002);
    private static final MetadataAddress C = new MetadataAddress("c", "localhost", 1003);

    @Test
    void findsAPeerByItsId() {
        assertThat(new MetadataGroup(CLUSTER, List.of(A, B, C)).peer("b")).isEqualTo(B);
        refuses(() -> new MetadataGroup(CLUSTER, List.of(A, B, C)).peer("d"), "'d'");
    }

    @Test
    void refusesGroupsThatMakeNoSense() {
        refuses(() -> new MetadataGroup(CLUSTER, List.of()), "odd");
        refuses(() -> new MetadataGroup(CLUSTER, List.of(A, B)), "odd");
        refuses(() -> new MetadataGroup(CLUSTER, List.of(A, B, new MetadataAddress("a", "x", 1))), "share");
        refuses(() -> new MetadataGroup(CLUSTER, List.of(A, B, new MetadataAddress("c", "localhost", 1001))), "share");
        refuses(() -> new MetadataAddress("no spaces", "x", 1), "letters");
        refuses(() -> new MetadataAddress("a", "x", 0), "port");
        refuses(() -> new MetadataAddress("a", "", 1), "host");
    }

    @Test
    void refusesPeersThatMakeNoSense() {
        MetadataGroup group = new MetadataGroup(CLUSTER, List.of(A, B, C));
        MetadataPeerConfig good = MetadataPeerConfig.of(group, "a", Path.of("d"));

        refuses(() -> MetadataPeerConfig.of(group, "d", Path.of("d")), "'d'");
        refuses(() -> good.withElectionTimeouts(Duration.ofMillis(300), Duration.ofMillis(300)), "election");
        refuses(() -> good.withElectionTimeouts(Duration.ofMillis(1), Duration.ofMillis(300)), "election");
        refuses(() -> good.withSnapshots(0, 1 << 20), "snapshot");
        refuses(() -> good.withSnapshots(1, 1), "segments");
        refuses(() -> new RatisDirectory(group, Duration.ZERO, System::nanoTime), "time-out");
    }

    private static void refuses(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }
}
