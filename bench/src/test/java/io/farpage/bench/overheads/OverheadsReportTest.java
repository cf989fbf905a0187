package io.farpage.bench.overheads;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.bench.loss.Loss;
import io.farpage.bench.measure.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverheadsReportTest {
    private static final Loss.Plan PLAN =
            new Loss.Plan(30, 4, Duration.ofDays(30), Duration.ofHours(2), List.of(3), 10, 10, 5);

    @TempDir
    private Path directory;

    @Test
    void isOnePageWithPicturesThatNeedsNothingElseAndTheRowsBesideIt() throws IOException {
        List<OverheadsRow> rows = new ArrayList<>();
        for (Scheme scheme : Scheme.FEW) {
            for (int down = 0; down <= scheme.parity(); down++) {
                for (int inFlight : new int[] {1, 64}) {
                    rows.add(row("read", scheme, down, inFlight));
                    if (scheme.canWriteWithout(down)) {
                        rows.add(row("write", scheme, down, inFlight));
                    }
                }
            }
        }

        List<RepairRow> repairs =
                List.of(new RepairRow("timeToRepair", "shm", "4+2", 4, 2, 1.5, 100, 512_000, 1 << 20));
        Path page = OverheadsReport.write(
                directory,
                new Overheads.Result(rows, repairs, new Loss(PLAN).rows(Scheme.coded(4, 2))),
                PLAN,
                Map.of("data", "<64> MiB"),
                "./farpage");

        String html = Files.readString(page);
        assertThat(html.split("<svg", -1)).hasSizeGreaterThan(4);
        assertThat(html).doesNotContainPattern("(src|href)=\"https?://").contains("&lt;64&gt; MiB");
        assertThat(Files.readAllLines(directory.resolve("overheads.csv"))).hasSize(rows.size() + 1);
        assertThat(directory.resolve("overheads.json")).exists();
    }

    @Test
    void aWriteNeedsOneHostMoreThanARead() {
        Scheme twoParities = Scheme.FEW.get(3);
        assertThat(twoParities.canWriteWithout(1)).isTrue();
        assertThat(twoParities.canWriteWithout(2)).isFalse();
        assertThat(Scheme.FEW.getFirst().canWriteWithout(0)).isTrue();
    }

    private static OverheadsRow row(String what, Scheme scheme, int down, int inFlight) {
        return new OverheadsRow(
                what,
                "shm",
                scheme.name(),
                scheme.data(),
                scheme.parity(),
                down == 0 ? "healthy" : "down",
                down,
                inFlight,
                1e6,
                1e3,
                1,
                2,
                3,
                4,
                5,
                6,
                1.5,
                1.6,
                70);
    }
}
