package io.farpage.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.bench.measure.Scheme;
import io.farpage.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossTest {
    private static final Loss.Plan PLAN =
            new Loss.Plan(60, 4, Duration.ofDays(30), Duration.ofHours(2), List.of(3, 6), 20_000, 2_000, 5);

    @Test
    void codingSetsLoseDataLessOftenThanRandomPlacementAtOnceAndInAYear() {
        List<LossRow> rows = new Loss(PLAN).rows(Scheme.coded(4, 2));

        assertThat(rows).hasSize(6);
        List<LossRow> random = rows.subList(0, 3);
        List<LossRow> inSets = rows.subList(3, 6);
        assertThat(random).allMatch(row -> row.placement().equals("random") && row.groups() == 40);
        assertThat(inSets).allMatch(row -> row.placement().equals("coding-sets"));
        assertThat(random).extracting(LossRow::failedHosts).containsExactly(null, 3, 6);
        for (int i = 0; i < random.size(); i++) {
            assertThat(inSets.get(i).computed()).isLessThan(random.get(i).computed());
        }
        assertThat(inSets)
                .allMatch(row -> row.simulatedLow() <= row.computed() && row.computed() <= row.simulatedHigh())
                .allMatch(row -> row.computed() <= row.computedAtMost());
    }

    @Test
    void equalSeedsGiveEqualRows() {
        assertThat(new Loss(PLAN).rows(Scheme.copies(2))).isEqualTo(new Loss(PLAN).rows(Scheme.copies(2)));
    }

    @Test
    void aReportHasTwoPicturesAndEveryRow(@TempDir Path directory) throws IOException {
        List<LossRow> rows = new Loss(PLAN).rows(Scheme.coded(8, 3));
        Report report = new Report(directory, "loss");

        LossReport.addTo(report, PLAN, rows);

        String html = Files.readString(report.write("loss.html"));
        assertThat(html.split("<svg", -1)).hasSize(3);
        assertThat(html.split("coding-sets</td>", -1)).hasSize(4);
    }

    @Test
    void smallProbabilitiesAreShownAsPowersOfTen() {
        assertThat(LossReport.probability(0)).isEqualTo("0");
        assertThat(LossReport.probability(0.1249)).isEqualTo("12.49 %");
        assertThat(LossReport.probability(8.32e-6)).isEqualTo("8.3e-06");
    }
}
