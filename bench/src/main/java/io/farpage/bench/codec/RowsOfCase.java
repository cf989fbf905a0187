package io.farpage.bench.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Turns the results of all forks of a case into rows. */
final class RowsOfCase {

    private static final List<String> OPS = List.of("encode", "decode1", "decodeM", "delta");

    private final CodecCase what;
    private final List<List<Turns.Result>> forks;

    private RowsOfCase(CodecCase what, List<List<Turns.Result>> forks) {
        this.what = what;
        this.forks = forks;
    }

    static List<CodecRow> of(CodecCase what, List<List<Turns.Result>> forks) {
        RowsOfCase rows = new RowsOfCase(what, forks);
        List<CodecRow> all = new ArrayList<>();
        // Copying is what every operation is compared with, so it has a row for each.
        OPS.forEach(op -> all.add(rows.row("copy", op)));
        forks.getFirst().stream()
                .filter(one -> !one.codec().equals("copy"))
                .forEach(one -> all.add(rows.row(one.codec(), one.op())));
        if (all.stream().noneMatch(row -> row.codec().equals("isal"))) {
            OPS.forEach(op -> all.add(rows.notInstalled(op)));
        }
        return all;
    }

    private CodecRow row(String codec, String op) {
        double[] ns = forks.stream()
                .mapToDouble(fork -> find(fork, codec, op).orElseThrow().ns())
                .sorted()
                .toArray();
        double median = Turns.median(ns);
        return new CodecRow(
                codec,
                what.k(),
                what.m(),
                op,
                what.blockBytes(),
                what.working(),
                rounded(median),
                rounded((ns[ns.length - 1] - ns[0]) / median),
                ratio(codec, op, "copy", op),
                ratio(codec, op, "isal", op),
                ratio(codec, op, "backblaze", op),
                rounded(median(fork -> find(fork, codec, op).orElseThrow().bytesAllocated())),
                null);
    }

    private CodecRow notInstalled(String op) {
        return new CodecRow(
                "isal",
                what.k(),
                what.m(),
                op,
                what.blockBytes(),
                what.working(),
                null,
                null,
                null,
                null,
                null,
                null,
                "not installed");
    }

    private double median(ToDoubleFunction<List<Turns.Result>> value) {
        return Turns.median(forks.stream().mapToDouble(value).toArray());
    }

    private @Nullable Double ratio(String codec, String op, String otherCodec, String otherOp) {
        if (find(forks.getFirst(), otherCodec, otherOp).isEmpty()) {
            return null;
        }
        return rounded(median(fork -> find(fork, codec, op).orElseThrow().ns()
                / find(fork, otherCodec, otherOp).orElseThrow().ns()));
    }

    private static Optional<Turns.Result> find(List<Turns.Result> fork, String codec, String op) {
        return fork.stream()
                .filter(one -> one.codec().equals(codec)
                        && (codec.equals("copy") || one.op().equals(op)))
                .findFirst();
    }

    /** Four significant digits are more than the noise leaves. */
    private static double rounded(double value) {
        return value == 0 ? 0 : new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }
}
