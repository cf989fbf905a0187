package io.farpage.bench.peers;

import io.farpage.bench.report.Machine;
import io.farpage.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of {@link PeersBench}: a page, and the rows as JSON and CSV. */
final class PeersReport {
    private PeersReport() {}

    /** Writes all of it; returns where the page is. */
    static Path write(Path directory, PeersBench.Result result, Map<String, String> settings, String command)
            throws IOException {
        Report report = new Report(directory, "Farpage and what one would pick instead")
                .paragraph(
                        "Every contender did the same, in one run on one machine: random reads and writes of pages of 4 KiB by one"
                                + " thread of a program, with servers in processes of their own. They do not promise the same: how many"
                                + " losses of servers an acknowledged write survives is said beside each.");
        for (SkippedRow row : result.skipped()) {
            report.paragraph("Skipped: " + row.peer() + ", because " + row.why() + ".");
        }
        for (PeersCharts.Picture picture : new PeersCharts(result).all()) {
            report.picture(picture.name(), picture.caption(), picture.chart());
        }
        PeersTable numbers = PeersTable.ofRows(result.rows());
        report.heading("All numbers")
                .table(numbers.head(), numbers.rows())
                .paragraph(
                        "survives: losses of servers that acknowledged writes survive. vs: pages a second divided by those of Redis alone, and of Redis with a replica. memory: bytes for a byte of data,"
                                + " of all servers and copies: Farpage's slabs, what others have resident since they were empty, heaps"
                                + " included. Percentiles are until all that were asked for at once are done, and corrected for coordinated"
                                + " omission. Making and checking of values is in none of the times.")
                .heading("Where Farpage is slower");
        slower(result).forEach(report::paragraph);
        PeersTable kills = PeersTable.ofCrashes(result.crashes());
        report.heading("When servers are killed")
                .table(kills.head(), kills.rows())
                .paragraph(
                        "acknowledged: writes before the kill, filling and warming up included; lost: of them, those that in the end could"
                                + " not be read, nor anything newer. lost later: pages whose last write was acknowledged after the kill, and"
                                + " is not there. missing: reads meanwhile that found less than was acknowledged.")
                .heading("How each was set up");
        for (PeerKind kind : PeerKind.values()) {
            report.paragraph("%s: %s. %s".formatted(kind, kind.redundancy(), kind.settings()));
        }
        Map<String, String> facts = new LinkedHashMap<>(Machine.describe());
        facts.putAll(settings);
        report.heading("Where and how")
                .facts(facts)
                .paragraph(
                        "Servers and program shared this machine and its cores, and the loopback device was the network: absolute"
                                + " numbers say little, ratios more. To repeat it:")
                .command(command);
        report.numbers("peers", result.rows());
        report.numbers("crashes", result.crashes());
        report.numbers("moments", result.moments());
        report.numbers("skipped", result.skipped());
        return report.write("peers.html");
    }

    /** A sentence for each line in which another contender did more. */
    static List<String> slower(PeersBench.Result result) {
        List<String> sentences = new ArrayList<>();
        for (PeersRow ours : result.rows()) {
            if (!PeerKind.isFarpage(ours.peer())) {
                continue;
            }
            List<String> faster = result.rows().stream()
                    .filter(r -> !PeerKind.isFarpage(r.peer()))
                    .filter(r -> r.what().equals(ours.what()) && r.inFlight() == ours.inFlight())
                    .filter(r -> r.perSecond() > ours.perSecond())
                    .map(r -> "%s (%.1f times as many, survives %d)"
                            .formatted(r.peer(), r.perSecond() / ours.perSecond(), r.survives()))
                    .toList();
            if (!faster.isEmpty()) {
                sentences.add("%s, %d in flight: %s has %,.0f pages a second; faster: %s."
                        .formatted(
                                ours.what(),
                                ours.inFlight(),
                                ours.peer(),
                                ours.perSecond(),
                                String.join(", ", faster)));
            }
        }
        return sentences.isEmpty() ? List.of("Nowhere in this run.") : sentences;
    }
}
