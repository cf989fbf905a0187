package io.farpage.bench.peers;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** The same reads and writes by one thread on each contender, one contender after the other; then each again while its servers are killed. */
final class PeersBench {
    private static final long SEED = 3;

    private final Plan plan;
    private final Consumer<String> progress;
    private final List<PeersRow> rows = new ArrayList<>();
    private final List<CrashRow> crashes = new ArrayList<>();
    private final List<CrashMoment> moments = new ArrayList<>();
    private int runs;

    /**
     * What to do.
     *
     * @param mib of data
     * @param warmUpMs how long reads and writes may get faster before anything is measured; a quarter of it before a kill
     * @param pointMs how long each line is measured, after half as long to warm up
     * @param mostKilled servers that are killed at once, as far as the contender survives that, and one in any case
     * @param crash the load that kills happen in
     */
    record Plan(int mib, int warmUpMs, int pointMs, int mostKilled, CrashRun.Plan crash) {
        private static final int START_MS = 4_000;

        int pages() {
            return (int) (((long) mib << 20) / Peer.PAGE);
        }

        /** Runs with a kill: of one server, then of more. */
        int kills(PeerKind kind) {
            return Math.clamp(kind.survives(), 1, mostKilled);
        }

        /** How long it may take for such contenders; what it takes to fill them was found out once. */
        long estimatedSeconds(List<PeerKind> kinds) {
            long fillMs = mib * 40L;
            long linesMs = warmUpMs / 2 + PeerLoad.IN_FLIGHT.length * 2L * pointMs * 3 / 2;
            long crashMs = warmUpMs / 4 + (long) (1_000 * (crash.secondsBefore() + crash.secondsAfter()));
            return kinds.stream()
                            .mapToLong(
                                    kind -> START_MS + fillMs + linesMs + kills(kind) * (START_MS + fillMs + crashMs))
                            .sum()
                    / 1_000;
        }
    }

    /** What came of it. */
    record Result(List<PeersRow> rows, List<CrashRow> crashes, List<CrashMoment> moments, List<SkippedRow> skipped) {
        /** Values that were never written, and acknowledged writes that Farpage has lost. */
        boolean isRight() {
            return rows.stream().allMatch(r -> r.wrong() == 0)
                    && crashes.stream().allMatch(r -> r.wrong() == 0)
                    && crashes.stream()
                            .filter(r -> PeerKind.isFarpage(r.peer()))
                            .allMatch(r -> r.lostWrites() == 0 && r.lostLater() == 0);
        }
    }

    PeersBench(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Result run(List<PeerKind> kinds, List<SkippedRow> skipped) throws IOException {
        int all = kinds.stream().mapToInt(kind -> 1 + plan.kills(kind)).sum();
        for (PeerKind kind : kinds) {
            announce(kind, all, "starting");
            measure(kind);
        }
        for (PeerKind kind : kinds) {
            for (int killed = 1; killed <= plan.kills(kind); killed++) {
                announce(kind, all, "starting again, to kill " + (killed == 1 ? "one server" : killed + " servers"));
                crash(kind, killed);
            }
        }
        return result(skipped);
    }

    /** What was measured so far. */
    Result result(List<SkippedRow> skipped) {
        return new Result(
                rows.stream().map(this::besideRedis).toList(),
                List.copyOf(crashes),
                List.copyOf(moments),
                List.copyOf(skipped));
    }

    private void announce(PeerKind kind, int all, String what) {
        progress.accept("%d of %d: %s: %s".formatted(++runs, all, kind, what));
    }

    private long dataBytes() {
        return (long) plan.mib << 20;
    }

    /** One line before it is known what memory all came to. */
    private record Line(boolean write, int inFlight, Histogram times, long wrong) {}

    /** Starts one, measures all lines of it and stops it. */
    void measure(PeerKind kind) throws IOException {
        try (Peer peer = kind.start(dataBytes(), false);
                Arena arena = Arena.ofShared()) {
            Values values = filled(kind, peer, arena, plan.warmUpMs);
            List<Line> lines = new ArrayList<>();
            for (int inFlight : PeerLoad.IN_FLIGHT) {
                for (boolean write : new boolean[] {false, true}) {
                    progress.accept("%s: %s, %d in flight".formatted(kind, write ? "write" : "read", inFlight));
                    PeerLoad.repeat(values, write, inFlight, plan.pointMs / 2);
                    long wrong = values.wrong() + values.missing();
                    Histogram times = PeerLoad.repeat(values, write, inFlight, plan.pointMs);
                    lines.add(new Line(write, inFlight, times, values.wrong() + values.missing() - wrong));
                }
            }
            double memory = (double) peer.memoryBytes() / dataBytes();
            double resident = (double) peer.residentBytes() / dataBytes();
            lines.forEach(line -> rows.add(row(kind, line, memory, resident)));
        }
    }

    private Values filled(PeerKind kind, Peer peer, Arena arena, long mostMs) {
        progress.accept(kind + ": writing " + plan.mib + " MiB, and to warm up");
        Values values = new Values(peer, arena, plan.pages(), SEED);
        values.fill();
        PeerLoad.warmUp(values, mostMs);
        return values;
    }

    private static PeersRow row(PeerKind kind, Line line, double memory, double resident) {
        Histogram times = line.times;
        Histogram corrected = times.copyCorrectedForCoordinatedOmission(times.getValueAtPercentile(50));
        return new PeersRow(
                line.write ? "write" : "read",
                kind.label(),
                kind.redundancy(),
                kind.survives(),
                line.inFlight,
                1e9 * line.inFlight / times.getMean(),
                corrected.getValueAtPercentile(50) / 1e3,
                corrected.getValueAtPercentile(99) / 1e3,
                corrected.getValueAtPercentile(99.9) / 1e3,
                0,
                0,
                memory,
                resident,
                line.wrong);
    }

    private PeersRow besideRedis(PeersRow row) {
        return row.beside(perSecond(row, PeerKind.REDIS), perSecond(row, PeerKind.REDIS_WAIT1));
    }

    private double perSecond(PeersRow like, PeerKind kind) {
        return rows.stream()
                .filter(r -> r.peer().equals(kind.label()))
                .filter(r -> r.what().equals(like.what()) && r.inFlight() == like.inFlight())
                .mapToDouble(PeersRow::perSecond)
                .findFirst()
                .orElse(0);
    }

    /** Starts one, kills so many of its servers while it is used, and stops it. */
    void crash(PeerKind kind, int killed) throws IOException {
        try (Peer peer = kind.start(dataBytes(), true);
                Arena arena = Arena.ofShared()) {
            Values values = filled(kind, peer, arena, plan.warmUpMs / 4);
            progress.accept(kind + ": " + plan.crash.perSecond() + " reads and writes a second, and a kill among them");
            CrashRun run = new CrashRun(plan.crash, peer, values, killed);
            crashes.add(run.run(kind));
            moments.addAll(run.moments(kind));
        }
    }
}
