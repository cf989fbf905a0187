package io.farpage.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some are measured, small, and of others servers are killed; Redis and memcached where they are installed. */
class PeersTest {
    private static final int LINES = 4;

    @Test
    void valuesAreRightAndTheReportSaysWhoWasThere(@TempDir Path directory) throws Exception {
        List<SkippedRow> skipped = new ArrayList<>();
        List<PeerKind> measured = new ArrayList<>(List.of(PeerKind.HAZELCAST));
        addIfThere(PeerKind.MEMCACHED, measured, skipped);
        List<PeerKind> killed = new ArrayList<>(List.of(PeerKind.FARPAGE_SHM));
        addIfThere(PeerKind.REDIS_WAIT1, killed, skipped);
        PeersBench bench =
                new PeersBench(new PeersBench.Plan(4, 0, 50, 1, false, new CrashRun.Plan(100, 0.2, 1)), line -> {});

        List<PeersBench.Run> runs = new ArrayList<>();
        for (PeerKind kind : measured) {
            runs.add(bench.measure(kind));
        }
        for (PeerKind kind : killed) {
            runs.add(bench.crash(kind, 1));
        }

        PeersBench.Result result = PeersBench.Result.of(runs, skipped);
        assertThat(result.isRight()).isTrue();
        assertThat(result.rows()).hasSize(measured.size() * LINES).allMatch(row -> row.perSecond() > 0);
        assertThat(result.crashes())
                .hasSize(runs.size())
                .filteredOn(row -> row.survives() > 0)
                .isNotEmpty()
                .allMatch(row -> row.lostWrites() == 0);
        Path page = PeersReport.write(directory, result, Map.of(), "./farpage");
        assertThat(Files.readString(page)).contains("<svg", "farpage-shm", "hazelcast", "redis-wait1", "memcached");
        assertThat(Files.readAllLines(directory.resolve("peers.csv")))
                .hasSize(result.rows().size() + 1);
        assertThat(Files.readString(directory.resolve("peers.json"))).contains("vsRedis", "memoryPerByte");
    }

    private static void addIfThere(PeerKind kind, List<PeerKind> there, List<SkippedRow> skipped) {
        kind.whyNot().ifPresentOrElse(why -> skipped.add(SkippedRow.of(kind, why)), () -> there.add(kind));
    }
}
