package io.farpage.bench.peers;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of what {@link PeersBench} found.
 *
 * @param head of each column
 * @param rows as many cells in each
 */
record PeersTable(List<String> head, List<List<String>> rows) {
    private static final int GAP = 2;

    /** Speed, latency and memory. */
    static PeersTable ofRows(List<PeersRow> rows) {
        return new PeersTable(
                List.of(
                        "",
                        "op",
                        "in flight",
                        "survives",
                        "pages/s",
                        "p50 us",
                        "p99 us",
                        "p99.9 us",
                        "vs redis",
                        "vs wait1",
                        "memory",
                        "resident",
                        "wrong"),
                rows.stream().map(PeersTable::cells).toList());
    }

    private static List<String> cells(PeersRow row) {
        return List.of(
                row.peer(),
                row.what(),
                whole(row.inFlight()),
                whole(row.survives()),
                number("%,.0f", row.perSecond()),
                number("%,.1f", row.p50Us()),
                number("%,.1f", row.p99Us()),
                number("%,.1f", row.p999Us()),
                number("%.2f", row.vsRedis()),
                number("%.2f", row.vsRedisWait1()),
                number("%.2f", row.memoryPerByte()),
                number("%.2f", row.residentPerByte()),
                whole(row.wrong()));
    }

    /** What kills came to. */
    static PeersTable ofCrashes(List<CrashRow> rows) {
        return new PeersTable(
                List.of(
                        "",
                        "survives",
                        "killed",
                        "acknowledged",
                        "lost",
                        "lost later",
                        "gap ms",
                        "failed",
                        "missing",
                        "p50 before",
                        "p99 before",
                        "p50 after",
                        "p99 after us",
                        "wrong"),
                rows.stream().map(PeersTable::cells).toList());
    }

    private static List<String> cells(CrashRow row) {
        return List.of(
                row.peer(),
                whole(row.survives()),
                whole(row.killed()),
                whole(row.acknowledgedWrites()),
                whole(row.lostWrites()),
                whole(row.lostLater()),
                number("%,.0f", row.longestGapMs()),
                whole(row.failedOperations()),
                whole(row.missing()),
                number("%,.0f", row.p50BeforeUs()),
                number("%,.0f", row.p99BeforeUs()),
                number("%,.0f", row.p50AfterUs()),
                number("%,.0f", row.p99AfterUs()),
                whole(row.wrong()));
    }

    private static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** For a terminal. */
    void print(PrintStream out) {
        int[] widths = IntStream.range(0, head.size())
                .map(column -> Stream.concat(Stream.of(head), rows.stream())
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        Stream.concat(Stream.of(head), rows.stream()).forEach(row -> {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                String blank = " ".repeat(widths[column] - cell.length());
                line.append(column == 0 ? cell + blank : " ".repeat(GAP) + blank + cell);
            }
            out.println(line);
        });
    }
}
