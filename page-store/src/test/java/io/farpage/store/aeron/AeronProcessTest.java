package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hosts in processes of their own, which die or stop without a word. */
class AeronProcessTest {
    private static final long TIMEOUT_NS = Duration.ofSeconds(30).toNanos();

    private final AeronConfig config =
            AeronConfig.defaults().withTimeouts(2_000_000_000L, 1_000_000, 400_000_000, 5_000_000_000L);

    @Test
    void isUnreachableOnceTheProcessIsKilledUnderLoad() throws IOException, InterruptedException {
        try (TestThreads threads = new TestThreads();
                HostProcess host = new HostProcess(1);
                AeronMedia media = new AeronMedia(TestAeron.media(), threads, e -> {});
                Arena arena = Arena.ofShared()) {
            HostConnection connection = new AeronTransport(media, config).connect(host.info());
            long slab = ((Reply.Done<Long>) connection.admit(AeronPair.SPEC)).value();
            AtomicLong done = new AtomicLong();
            AtomicInteger ended = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                TestClient client = new TestClient(connection, threads, arena, AeronPair.SPEC);
                int slot = i;
                threads.start("load-" + i, stop -> {
                    Status status = Status.OK;
                    for (long counter = 1; status == Status.OK; counter++) {
                        status = counter % 2 == 0
                                ? client.read(slab, slot)
                                : client.write(slab, slot, slot, AeronPair.version(counter));
                        done.incrementAndGet();
                    }
                    assertThat(status).isEqualTo(Status.UNREACHABLE);
                    ended.incrementAndGet();
                });
            }
            assertThat(threads.await(() -> done.get() >= 1000, TIMEOUT_NS)).isTrue();

            host.kill();

            assertThat(threads.await(() -> ended.get() == 3, TIMEOUT_NS)).isTrue();
            assertThat(connection.stats()).isInstanceOf(Reply.Failed.class);
            assertThat(leftBy(host)).hasSize(1);
            new AeronMedia(TestAeron.media(), threads, e -> {}).close();
            assertThat(leftBy(host)).isEmpty();
        }
    }

    private static List<Path> leftBy(HostProcess host) throws IOException {
        try (var entries = Files.list(EmbeddedDriver.base())) {
            return entries.filter(path -> path.toString().contains("-" + host.pid() + "-"))
                    .toList();
        }
    }

    @Test
    @Tag("slow")
    void findsAHostAgainThatWasStoppedForLongerThanAnyTimeout() throws IOException, InterruptedException {
        try (TestThreads threads = new TestThreads();
                HostProcess host = new HostProcess(1);
                AeronMedia media = new AeronMedia(TestAeron.media(), threads, e -> {});
                Arena arena = Arena.ofShared()) {
            HostConnection connection = new AeronTransport(media, config).connect(host.info());
            long slab = ((Reply.Done<Long>) connection.admit(AeronPair.SPEC)).value();
            TestClient client = new TestClient(connection, threads, arena, AeronPair.SPEC);
            assertThat(client.write(slab, 0, 1, AeronPair.version(1))).isEqualTo(Status.OK);

            signal("STOP", host);
            assertThat(client.write(slab, 0, 2, AeronPair.version(2))).isEqualTo(Status.UNREACHABLE);
            threads.await(() -> false, Duration.ofSeconds(20).toNanos());
            signal("CONT", host);

            assertThat(threads.await(() -> client.write(slab, 0, 3, AeronPair.version(3)) == Status.OK, TIMEOUT_NS))
                    .isTrue();
            assertThat(client.read(slab, 0)).isEqualTo(Status.OK);
            assertThat(client.saw(3, AeronPair.version(3))).isTrue();
        }
    }

    private static void signal(String name, HostProcess host) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(host.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
