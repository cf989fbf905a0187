package io.farpage.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Farpage and what comes from Maven, small, and what else is installed; the report has all of it. */
class PeersTest {
    private static final int LINES = 4;

    @Test
    void valuesAreRightAndTheReportSaysWhoWasThere(@TempDir Path directory) throws Exception {
        List<PeerKind> kinds = new ArrayList<>(List.of(PeerKind.FARPAGE_SHM, PeerKind.HAZELCAST));
        List<SkippedRow> skipped = new ArrayList<>();
        for (PeerKind kind : List.of(PeerKind.REDIS_WAIT1, PeerKind.MEMCACHED)) {
            kind.whyNot().ifPresentOrElse(why -> skipped.add(SkippedRow.of(kind, why)), () -> kinds.add(kind));
        }
        PeersBench.Plan plan = new PeersBench.Plan(4, 0, 50, 1, new CrashRun.Plan(100, 0.2, 1));

        PeersBench.Result result = new PeersBench(plan, line -> {}).run(kinds, skipped);

        assertThat(result.isRight()).isTrue();
        assertThat(result.rows()).hasSize(kinds.size() * LINES).allMatch(row -> row.perSecond() > 0);
        assertThat(result.crashes()).allMatch(row -> row.killed() > row.survives() || row.lostWrites() == 0);
        Path page = PeersReport.write(directory, result, Map.of(), "./farpage");
        assertThat(Files.readString(page)).contains("<svg", "farpage-shm", "hazelcast", "redis-wait1", "memcached");
        assertThat(Files.readAllLines(directory.resolve("peers.csv")))
                .hasSize(result.rows().size() + 1);
        assertThat(Files.readString(directory.resolve("peers.json"))).contains("vsRedis", "memoryPerByte");
    }
}
