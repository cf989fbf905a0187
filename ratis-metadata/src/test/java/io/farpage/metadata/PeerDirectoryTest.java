package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.HostId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that would start with less than it has promised does not start. One peer is group enough for that. */
class PeerDirectoryTest {
    /** Changes that fill more than one log file, so that the first is deleted after a snapshot. */
    private static final int MANY = 90;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before every test.
    private Path directory;

    @SuppressWarnings("NullAway.Init") // Set before every test.
    private MetadataGroup group;

    @BeforeEach
    void choosePort() throws IOException {
        group = MetadataGroup.onLoopback(UUID.randomUUID(), 1);
    }

    @Test
    void comesBackWithWhatItKnew() throws Exception {
        write(MANY);

        try (MetadataPeer peer = MetadataPeer.start(config(), System::nanoTime);
                RatisDirectory client = client()) {
            assertThat(client.hosts()).hasSize(MANY);
            assertThat(peer.isAlive()).isTrue();
            assertThat(peer.leader()).contains(peer.id());
        }
    }

    @Test
    void refusesTheDirectoryOfAnotherCluster() throws Exception {
        write(1);
        MetadataGroup other = new MetadataGroup(UUID.randomUUID(), group.peers());

        refuses(
                MetadataPeerConfig.of(other, "meta-1", directory),
                group.clusterId().toString());
        refuses(
                MetadataPeerConfig.of(other, "meta-1", directory),
                other.clusterId().toString());
    }

    @Test
    void refusesTheDirectoryOfAnotherPeer() throws Exception {
        write(1);
        MetadataAddress address = group.peers().getFirst();
        MetadataGroup renamed = new MetadataGroup(
                group.clusterId(), List.of(new MetadataAddress("other", address.host(), address.port())));

        refuses(MetadataPeerConfig.of(renamed, "other", directory), "'meta-1'");
    }

    @Test
    void refusesADirectoryWhoseLogIsGone() throws Exception {
        write(1);
        deleteAll(data());

        refuses(config(), "log was there and is gone");
    }

    @Test
    void refusesToStartEmptyWhenItsSnapshotsAreGone() throws Exception {
        write(MANY);
        deleteFiles(data().resolve("sm"), name -> true);

        refuses(config(), "put the snapshot back");
    }

    @Test
    void refusesADamagedSnapshot() throws Exception {
        write(MANY);
        for (Path snapshot : files(data().resolve("sm"), name -> !name.endsWith(".md5"))) {
            flipByte(snapshot, 1);
        }

        refuses(config(), "is damaged");
    }

    @Test
    void refusesASnapshotWithoutDigest() throws Exception {
        write(MANY);
        deleteFiles(data().resolve("sm"), name -> name.endsWith(".md5"));

        refuses(config(), "digest");
    }

    @Test
    void refusesADamagedLog() throws Exception {
        write(40);
        for (Path log : files(data().resolve("current"), name -> name.startsWith("log_"))) {
            flipByte(log, Files.size(log) / 2);
        }

        refuses(config(), "corrupted");
        refuses(config(), "Replace this peer");
    }

    @Test
    void saysThatItsPortIsTakenAndStartsLater() throws Exception {
        int port = group.peers().getFirst().port();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            refuses(config(), String.valueOf(port));
        }

        write(1);
    }

    private MetadataPeerConfig config() {
        return MetadataPeerConfig.of(group, "meta-1", directory).withSnapshots(20, 16 << 10);
    }

    private RatisDirectory client() {
        return new RatisDirectory(group, Duration.ofSeconds(60), System::nanoTime);
    }

    private void write(int hosts) throws IOException {
        try (MetadataPeer peer = MetadataPeer.start(config(), System::nanoTime);
                RatisDirectory client = client()) {
            for (int i = 0; i < hosts; i++) {
                client.registerHost(
                        new HostId(i),
                        "x:1",
                        "rack-" + "x".repeat(240),
                        peer.id().length());
            }
        }
    }

    private Path data() {
        return directory.resolve(group.clusterId().toString());
    }

    private static void refuses(MetadataPeerConfig config, String why) {
        assertThatThrownBy(() -> MetadataPeer.start(config, System::nanoTime).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(config.directory().toString())
                .hasMessageContaining(why);
    }

    private static List<Path> files(Path in, Predicate<String> names) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            List<Path> found =
                    files.filter(f -> names.test(f.getFileName().toString())).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static void deleteFiles(Path in, Predicate<String> names) throws IOException {
        for (Path file : files(in, names)) {
            Files.delete(file);
        }
    }

    private static void deleteAll(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void flipByte(Path file, long fromEnd) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (bytes.length - fromEnd)] ^= 0x10;
        Files.write(file, bytes);
    }
}
