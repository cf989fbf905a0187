package io.farpage.bench.peers;

import java.io.PrintStream;

/** The results of {@link PeersBench} for a terminal. */
final class PeersTable {
    private PeersTable() {}

    static void print(PeersBench.Result result, PrintStream out) {
        out.printf(
                "%-14s %-5s %9s %8s %10s %9s %9s %9s %8s %8s %7s %8s %5s%n",
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
                "wrong");
        result.rows()
                .forEach(r -> out.printf(
                        "%-14s %-5s %9d %8d %,10.0f %,9.1f %,9.1f %,9.1f %8.2f %8.2f %7.2f %8.2f %5d%n",
                        r.peer(),
                        r.what(),
                        r.inFlight(),
                        r.survives(),
                        r.perSecond(),
                        r.p50Us(),
                        r.p99Us(),
                        r.p999Us(),
                        r.vsRedis(),
                        r.vsRedisWait1(),
                        r.memoryPerByte(),
                        r.residentPerByte(),
                        r.wrong()));
        if (!result.crashes().isEmpty()) {
            out.printf(
                    "%n%-14s %6s %12s %8s %10s %9s %8s %8s %10s %10s %10s %5s%n",
                    "",
                    "killed",
                    "acknowledged",
                    "lost",
                    "lost later",
                    "gap ms",
                    "failed",
                    "missing",
                    "p99 before",
                    "p50 after",
                    "p99 after",
                    "wrong");
        }
        result.crashes()
                .forEach(r -> out.printf(
                        "%-14s %6d %,12d %,8d %,10d %,9.0f %,8d %,8d %,10.0f %,10.0f %,10.0f %5d%n",
                        r.peer(),
                        r.killed(),
                        r.acknowledgedWrites(),
                        r.lostWrites(),
                        r.lostLater(),
                        r.longestGapMs(),
                        r.failedOperations(),
                        r.missing(),
                        r.p99BeforeUs(),
                        r.p50AfterUs(),
                        r.p99AfterUs(),
                        r.wrong()));
        result.skipped().forEach(r -> out.printf("%-14s skipped: %s%n", r.peer(), r.why()));
    }
}
