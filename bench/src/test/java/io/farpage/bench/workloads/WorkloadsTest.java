package io.farpage.bench.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.bench.measure.Scheme;
import io.farpage.bench.report.Steps;
import io.farpage.server.config.TransportKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** YCSB A and PageRank on coded pages with and without a crash, small: values are right, and the report has all of it. */
class WorkloadsTest {
    private static final int PROGRAMS = 2;

    @Test
    void valuesAreRightAlsoWhenAHostIsKilled(@TempDir Path directory) throws Exception {
        List<Ycsb.Mix> mixes = List.of(Ycsb.Mix.A);
        Workloads.Plan plan = new Workloads.Plan(
                TransportKind.SHM, 16, List.of(Scheme.coded(4, 2)), mixes, 2_000, 1, List.of(25), mixes, true, 1, 0);
        Steps steps = Steps.unkept(new Steps.Plan("workloads", Map.of(), Workloads.steps(plan)), line -> {});

        List<WorkloadRow> rows = new Workloads(plan, line -> {}).run(steps);

        assertThat(rows).hasSize(PROGRAMS * 2).allMatch(row -> row.wrong() == 0);
        Path page = WorkloadsReport.write(directory, rows, Map.of(), "./farpage");
        assertThat(Files.readString(page).split("<svg", -1)).hasSize(PROGRAMS + 1);
        assertThat(Files.readAllLines(directory.resolve("workloads.csv"))).hasSize(rows.size() + 1);
    }
}
