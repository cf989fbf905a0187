package io.farpage.bench.codec;

import io.farpage.server.cli.Json;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage bench codec}: coding beside copying, ISA-L and Backblaze. */
@Command(
        name = "codec",
        description = {
            "Measures coding of pages beside copying them, ISA-L and Backblaze JavaReedSolomon.",
            "Every line has a time for one block, how far the runs were apart, and that time divided by the others'. "
                    + "ISA-L takes part where its library is installed (Debian: libisal2)."
        },
        footer = {"", "docs/codec.md has a table of results and says what is measured."})
public final class CodecVerb implements Callable<Integer> {

    @Option(names = "--json", description = "Print one JSON document on standard output.")
    private boolean json;

    @Option(
            names = "--quick",
            description = "All geometries on hot pages, the rest for 8+2 only: less than three minutes instead of "
                    + "about twenty.")
    private boolean quick;

    @Override
    public Integer call() {
        CodecBench bench = quick ? CodecBench.quick() : CodecBench.full();
        List<CodecRow> rows = bench.run(line -> System.err.println("bench codec: " + line));
        if (json) {
            Json.print(rows);
        } else {
            System.out.printf(
                    "%-16s %5s %-7s %8s %-4s %10s %6s %7s %7s %10s %6s%n",
                    "codec", "k+m", "op", "bytes", "", "ns", "spread", "vs copy", "vs ISA", "vs Backbl.", "alloc");
            rows.forEach(row -> System.out.println(line(row)));
        }
        return 0;
    }

    private static String line(CodecRow row) {
        String what = "%-16s %2d+%-2d %-7s %8d %-4s "
                .formatted(row.codec(), row.k(), row.m(), row.op(), row.blockBytes(), row.working());
        return row.note() != null
                ? what + row.note()
                : what
                        + "%10.4g %5.0f%% %7s %7s %10s %6.0f"
                                .formatted(
                                        row.ns(),
                                        100 * orZero(row.spread()),
                                        shown(row.vsCopy()),
                                        shown(row.vsIsal()),
                                        shown(row.vsBackblaze()),
                                        row.bytesAllocated());
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static String shown(@Nullable Double ratio) {
        return ratio == null ? "-" : "%.3f".formatted(ratio);
    }
}
