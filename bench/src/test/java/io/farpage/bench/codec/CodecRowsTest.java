package io.farpage.bench.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.bench.codec.Turns.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of results from what the forks wrote. */
class CodecRowsTest {
    private static final CodecCase CASE = new CodecCase(8, 2, 4096, "cold");

    private static List<Result> fork(double copy, double encode, double isal, double backblaze) {
        return List.of(
                new Result("copy", "copy", copy, 0),
                new Result("farpage", "encode", encode, 0.25),
                new Result("isal", "encode", isal, 0),
                new Result("backblaze", "encode", backblaze, 0));
    }

    private static CodecRow row(List<CodecRow> rows, String codec, String op) {
        return rows.stream()
                .filter(row -> row.codec().equals(codec) && row.op().equals(op))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void timesAreMediansAndRatiosAreMediansOfTheForksRatios() {
        List<CodecRow> rows =
                RowsOfCase.of(CASE, List.of(fork(40, 20, 200, 4000), fork(10, 40, 100, 4000), fork(40, 30, 100, 4000)));

        assertThat(row(rows, "farpage", "encode"))
                .isEqualTo(new CodecRow(
                        "farpage", 8, 2, "encode", 4096, "cold", 30.0, 0.6667, 0.75, 0.3, 0.0075, 0.25, null));
    }

    @Test
    void copyingHasARowForEveryOperation() {
        List<CodecRow> rows = RowsOfCase.of(CASE, List.of(fork(40, 20, 200, 4000)));

        for (String op : List.of("encode", "decode1", "decodeM", "delta")) {
            assertThat(row(rows, "copy", op).ns()).isEqualTo(40);
            assertThat(row(rows, "copy", op).vsCopy()).isEqualTo(1);
        }
        assertThat(row(rows, "copy", "encode").vsIsal()).isEqualTo(0.2);
        assertThat(row(rows, "copy", "delta").vsIsal()).isNull();
    }

    @Test
    void aLibraryThatIsNotInstalledHasRowsThatSaySo() {
        List<Result> withoutIsal = fork(40, 20, 200, 4000).stream()
                .filter(one -> !one.codec().equals("isal"))
                .toList();
        List<CodecRow> rows = RowsOfCase.of(CASE, List.of(withoutIsal));

        assertThat(row(rows, "isal", "decodeM").note()).isEqualTo("not installed");
        assertThat(row(rows, "isal", "decodeM").ns()).isNull();
        assertThat(row(rows, "farpage", "encode").vsIsal()).isNull();
    }

    @Test
    void resultsOfAllForksAreReadBackFromTheFile() {
        List<Result> one = fork(40, 20, 200, 4000);
        List<Result> other = fork(41, 21, 201, 4001);
        String file = ResultLine.write(CASE.parameter(), one) + ResultLine.write(CASE.parameter(), other);

        assertThat(ResultLine.read(file.lines().toList())).containsExactly(one, other);
    }

    @Test
    void aCaseIsReadBackFromItsParameter() {
        assertThat(CodecCase.parse(CASE.parameter())).isEqualTo(CASE);
    }
}
