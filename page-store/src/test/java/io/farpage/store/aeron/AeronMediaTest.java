package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.RegistrationException;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import io.farpage.store.LocalProcess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AeronMediaTest {
    private static final Path SHM = EmbeddedDriver.base();

    @Test
    void leavesNoThreadAndNoFile() throws IOException {
        List<Path> before = ours();
        try (AeronPair pair = new AeronPair(TestAeron.config())) {
            assertThat(pair.connect().stats()).isInstanceOf(Reply.Done.class);
            assertThat(ours()).hasSize(before.size() + 2);
        }
        assertThat(ours()).isEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("aeron"));
    }

    @Test
    void removesWhatADeadProcessLeftAndNothingElse(@TempDir Path base) throws IOException {
        String prefix = ownPrefix();
        Path dead = Files.createDirectories(base.resolve(prefix + "999999999-1-1"));
        Files.writeString(dead.resolve("cnc.dat"), "x");
        Path alive = Files.createDirectories(base.resolve(prefix + LocalProcess.name() + "-1"));
        Path reused = Files.createDirectories(
                base.resolve(prefix + ProcessHandle.current().pid() + "-1-1"));
        Path otherSpace = Files.createDirectories(base.resolve("aeron-farpage-1-999999999-1-1"));
        Path foreign = Files.createDirectories(base.resolve("aeron-root"));

        EmbeddedDriver.removeLeftovers(base);

        assertThat(dead).doesNotExist();
        assertThat(reused).doesNotExist();
        assertThat(List.of(alive, otherSpace, foreign)).allMatch(Files::exists);
    }

    /** What directories of this process are called, without its id. */
    private static String ownPrefix() throws IOException {
        try (TestThreads threads = new TestThreads();
                AeronMedia media = new AeronMedia(TestAeron.media(), threads, e -> {})) {
            assertThat(media.counters().get(AeronCounter.ERRORS)).isZero();
            String pid = "-" + ProcessHandle.current().pid() + "-";
            String name = ours().stream()
                    .map(path -> path.getFileName().toString())
                    .filter(n -> n.contains(pid))
                    .findFirst()
                    .orElseThrow();
            return name.substring(0, name.indexOf(pid) + 1);
        }
    }

    private static List<Path> ours() throws IOException {
        try (var entries = Files.list(SHM)) {
            String pid = "-" + ProcessHandle.current().pid() + "-";
            return entries.filter(path -> path.getFileName().toString().startsWith("aeron-farpage-")
                            && path.getFileName().toString().contains(pid))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void endsWhatIsPendingWhenItIsClosedBelowConnections() {
        try (AeronPair pair = new AeronPair(TestAeron.config());
                Arena arena = Arena.ofShared()) {
            HostConnection connection = pair.connect();
            assertThat(connection.stats()).isInstanceOf(Reply.Done.class);
            pair.hostMedia.close();
            FragmentOp[] ops = {new FragmentOp(arena.allocate(FragmentHeader.BYTES, 8))};
            ops[0].read(1, 0, arena.allocate(64, 8), 0, 64);
            connection.submit(ops, 1);
            pair.clientMedia.close();
            assertThat(ops[0].status()).isEqualTo(Status.UNREACHABLE);
            assertThat(connection.stats()).isInstanceOf(Reply.Failed.class);
            assertThat(connection.poll()).isZero();
        }
    }

    @Test
    void goesOnWhenACallerIsInterrupted() {
        try (AeronPair pair = new AeronPair(TestAeron.config());
                Arena arena = Arena.ofShared()) {
            Thread.currentThread().interrupt();
            HostConnection connection = pair.connect();
            long slab = ((Reply.Done<Long>) connection.admit(AeronPair.SPEC)).value();
            TestClient client = new TestClient(connection, pair.threads, arena, AeronPair.SPEC);
            assertThat(client.write(slab, 0, 1, AeronPair.version(1))).isEqualTo(Status.OK);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(pair.errors).isEmpty();
        }
    }

    @Test
    void saysSoWhenAPortIsInUse() {
        try (AeronPair pair = new AeronPair(TestAeron.config());
                AeronMedia other = new AeronMedia(TestAeron.media(), pair.threads, e -> {})) {
            assertThatThrownBy(() -> new AeronHostServer(other, pair.server.address(), TestAeron.config()))
                    .isInstanceOf(RegistrationException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void usesADriverThatRunsByItself(@TempDir Path base) {
        Path directory = base.resolve("driver");
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .threadingMode(ThreadingMode.SHARED)
                .ipcTermBufferLength(1 << 16)
                .publicationTermBufferLength(1 << 16)
                .dirDeleteOnShutdown(true);
        try (MediaDriver driver = MediaDriver.launch(context);
                AeronPair pair = new AeronPair(
                        TestAeron.media().withExternalDriver(directory),
                        TestAeron.config(),
                        UnaryOperator.identity(),
                        UnaryOperator.identity())) {
            assertThat(driver.aeronDirectoryName()).isEqualTo(directory.toString());
            assertThat(pair.connect().stats()).isInstanceOf(Reply.Done.class);
        }
    }

    @Test
    void saysSoWhenThereIsNoDriver(@TempDir Path base) {
        try (TestThreads threads = new TestThreads()) {
            MediaConfig config = TestAeron.media().withExternalDriver(base.resolve("nobody"));
            assertThatThrownBy(() -> new AeronMedia(config, threads, e -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nobody");
        }
    }
}
