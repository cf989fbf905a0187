package io.farpage.bench.peers;

import io.farpage.bench.report.Steps;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** The same reads and writes by one thread on each contender, one contender after the other, each while its servers are killed in the end. */
final class PeersBench {
    private static final long SEED = 3;

    private final Plan plan;
    private final Consumer<String> progress;

    /**
     * What to do.
     *
     * @param mib of data
     * @param warmUpMs how long reads and writes may get faster before anything is measured; a quarter of it where only a kill is of interest
     * @param pointMs how long each line is measured, after half as long to warm up
     * @param mostKilled servers that are killed at once, as far as the contender survives that, and one in any case
     * @param fewerToo whether fewer are killed as well, in runs of their own
     * @param crash the load that kills happen in
     */
    record Plan(int mib, int warmUpMs, int pointMs, int mostKilled, boolean fewerToo, CrashRun.Plan crash) {
        int pages() {
            return (int) (((long) mib << 20) / Peer.PAGE);
        }

        /** How many servers are killed in the end of a run that measures. */
        int killed(PeerKind kind) {
            return Math.clamp(kind.survives(), 1, mostKilled);
        }

        /** How many are killed in runs of their own. */
        List<Integer> fewerKilled(PeerKind kind) {
            return fewerToo ? IntStream.range(1, killed(kind)).boxed().toList() : List.of();
        }

        /** About how long it takes to measure a contender and to kill its servers; what it takes to fill one was found out once. */
        double measureSeconds(PeerKind kind) {
            return crashSeconds(kind) + (warmUpMs / 4.0 + PeerLoad.IN_FLIGHT.length * 3.0 * pointMs) / 1_000;
        }

        /** About how long a run takes with nothing but a kill. */
        double crashSeconds(PeerKind kind) {
            return kind.startSeconds() + mib / 25.0 + warmUpMs / 4_000.0 + crash.secondsBefore() + crash.secondsAfter();
        }
    }

    /** What one run of one contender came to. */
    record Run(List<PeersRow> rows, List<CrashRow> crashes, List<CrashMoment> moments) {}

    /** What came of it. */
    record Result(List<PeersRow> rows, List<CrashRow> crashes, List<CrashMoment> moments, List<SkippedRow> skipped) {
        static Result of(List<Run> runs, List<SkippedRow> skipped) {
            List<PeersRow> rows = runs.stream().flatMap(r -> r.rows.stream()).toList();
            return new Result(
                    rows.stream().map(row -> besideRedis(row, rows)).toList(),
                    runs.stream().flatMap(r -> r.crashes.stream()).toList(),
                    runs.stream().flatMap(r -> r.moments.stream()).toList(),
                    List.copyOf(skipped));
        }

        private static PeersRow besideRedis(PeersRow row, List<PeersRow> rows) {
            return row.beside(perSecond(row, rows, PeerKind.REDIS), perSecond(row, rows, PeerKind.REDIS_WAIT1));
        }

        private static double perSecond(PeersRow like, List<PeersRow> rows, PeerKind kind) {
            return rows.stream()
                    .filter(r -> r.peer().equals(kind.label()))
                    .filter(r -> r.what().equals(like.what()) && r.inFlight() == like.inFlight())
                    .mapToDouble(PeersRow::perSecond)
                    .findFirst()
                    .orElse(0);
        }

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

    private record Part(Steps.Step step, Steps.Work<Run> work) {}

    private List<Part> parts(List<PeerKind> kinds) {
        List<Part> parts = new ArrayList<>();
        for (PeerKind kind : kinds) {
            parts.add(new Part(new Steps.Step(kind.label(), plan.measureSeconds(kind)), () -> measure(kind)));
        }
        for (PeerKind kind : kinds) {
            for (int killed : plan.fewerKilled(kind)) {
                parts.add(new Part(
                        new Steps.Step(crashName(kind, killed), plan.crashSeconds(kind)), () -> crash(kind, killed)));
            }
        }
        return parts;
    }

    /** The steps that {@link #run} does. */
    List<Steps.Step> steps(List<PeerKind> kinds) {
        return parts(kinds).stream().map(Part::step).toList();
    }

    List<Run> run(List<PeerKind> kinds, Steps steps) throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        for (Part part : parts(kinds)) {
            runs.add(steps.run(part.step.name(), Run.class, part.work));
        }
        return runs;
    }

    private static String crashName(PeerKind kind, int killed) {
        return kind.label() + (killed == 1 ? ", one server killed" : ", " + killed + " servers killed");
    }

    private long dataBytes() {
        return (long) plan.mib << 20;
    }

    /** One line before it is known what memory all came to. */
    private record Line(boolean write, int inFlight, Histogram times, long wrong) {}

    /** Starts one, measures all lines of it, kills as many servers as the plan has it, and stops it. */
    Run measure(PeerKind kind) throws IOException {
        try (Peer peer = kind.start(dataBytes());
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
            Run crash = crash(kind, peer, values, plan.killed(kind));
            return new Run(
                    lines.stream()
                            .map(line -> row(kind, line, memory, resident))
                            .toList(),
                    crash.crashes,
                    crash.moments);
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

    /** Starts one, kills so many of its servers while it is used, and stops it. */
    Run crash(PeerKind kind, int killed) throws IOException {
        try (Peer peer = kind.start(dataBytes());
                Arena arena = Arena.ofShared()) {
            Values values = filled(kind, peer, arena, plan.warmUpMs / 4);
            return crash(kind, peer, values, killed);
        }
    }

    private Run crash(PeerKind kind, Peer peer, Values values, int killed) {
        progress.accept("%s: %d reads and writes a second, and a kill (%d) among them"
                .formatted(kind, plan.crash.perSecond(), killed));
        CrashRun run = new CrashRun(plan.crash, peer, values, killed);
        CrashRow row = run.run(kind);
        return new Run(List.of(), List.of(row), run.moments(kind));
    }
}
