package io.farpage.server.demo;

/** The end of a demo, for people. */
final class DemoTable {
    private DemoTable() {}

    static String of(DemoReport r) {
        return row("file", "%s, %,d bytes".formatted(r.input(), r.bytes()))
                + row(
                        "region",
                        "%,d pages as %s on %d hosts; %,d pages fit the local cache"
                                .formatted(r.pages(), r.redundancy(), r.hosts(), r.localPages()))
                + row("killed", "%d hosts".formatted(r.hostsKilled()))
                + row("wrong, lost", "%,d and %,d pages".formatted(r.wrongPages(), r.lostPages()))
                + row("degraded reads", "%,d pages decoded while data was missing".formatted(r.degradedReads()))
                + row(
                        "repaired",
                        "%,d fragments, %.1f s after the kill".formatted(r.repairedFragments(), r.repairSeconds()))
                + row("SHA-256", r.sha256Matches() ? "as in the file" : "NOT as in the file")
                + row(
                        "memory",
                        "%.2f bytes for a stored byte; copies that survive as much: %.2f"
                                .formatted(r.memoryOverhead(), r.memoryOverheadOfCopies()))
                + row(
                        "time",
                        "%.1f s: start %.1f, work while hosts died %.1f"
                                .formatted(r.seconds(), r.startSeconds(), r.workSeconds()));
    }

    private static String row(String what, String value) {
        return "  %-16s%s%n".formatted(what, value);
    }
}
