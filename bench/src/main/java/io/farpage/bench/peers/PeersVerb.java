package io.farpage.bench.peers;

import io.farpage.bench.report.ReportOptions;
import io.farpage.bench.report.Steps;
import io.farpage.server.cli.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farpage bench peers}: pages beside what a user would pick instead. */
@Command(
        name = "peers",
        description = {
            "Reads and writes of random pages of 4 KiB by one thread, 1 and 64 in flight, on Farpage (4+2 on Aeron and on shared memory, 2+1 on Aeron), Redis"
                    + " alone, Redis with a replica and WAIT 1, memcached, and Hazelcast with one backup: speed, latency, memory for a"
                    + " byte, and what becomes of acknowledged writes and of latency when servers are killed. Values are checked.",
            "All run on this machine, on the loopback device, one after the other, and are stopped in the end. Says at the start how long it"
                    + " takes: some seventeen minutes, --quick about four.",
            "Ends with 1 when a value was wrong, or Farpage has lost an acknowledged write."
        })
public final class PeersVerb implements Callable<Integer> {
    private static final int MOST_KILLED = 2;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(
            names = "--quick",
            description =
                    "64 MiB of data instead of 512, 0.7 s for each line instead of 5, 6 s around a kill instead of 40, and only as many"
                            + " servers killed as a contender survives.")
    private boolean quick;

    @Option(
            names = "--install",
            description =
                    "Installs redis-server and memcached from Debian where they are missing, as root; without it they are skipped"
                            + " then. Their services are not started.")
    private boolean install;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PEER",
            description =
                    "Only these contenders: ${COMPLETION-CANDIDATES}. Without it all; with --quick all but farpage-aeron-2+1.")
    private @Nullable Set<PeerKind> only;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (install) {
            installMissing();
        }
        List<PeerKind> kinds = new ArrayList<>();
        List<SkippedRow> skipped = new ArrayList<>();
        for (PeerKind kind : chosen()) {
            kind.whyNot().ifPresentOrElse(why -> skipped.add(SkippedRow.of(kind, why)), () -> kinds.add(kind));
        }
        skipped.forEach(row -> say(row.peer() + " is skipped: " + row.why()));
        PeersBench.Plan plan = quick
                ? new PeersBench.Plan(64, 10_000, 700, MOST_KILLED, false, new CrashRun.Plan(200, 2, 4))
                : new PeersBench.Plan(512, 60_000, 5_000, MOST_KILLED, true, new CrashRun.Plan(200, 10, 30));
        Map<String, String> settings = settings(plan);
        PeersBench bench = new PeersBench(plan, PeersVerb::say);
        Steps steps = report.begin("peers", settings, bench.steps(kinds));
        PeersBench.Result result = PeersBench.Result.of(bench.run(kinds, steps), skipped);
        if (report.directory().isPresent()) {
            say("the report is " + PeersReport.write(report.directory().get(), result, settings, command()));
        }
        steps.end();
        if (json) {
            Json.print(Stream.of(result.rows(), result.crashes(), result.skipped())
                    .flatMap(List::stream)
                    .toList());
        } else {
            PeersTable.ofRows(result.rows()).print(System.out);
            System.out.println();
            PeersTable.ofCrashes(result.crashes()).print(System.out);
            result.skipped().forEach(row -> System.out.println(row.peer() + " is skipped: " + row.why()));
        }
        return result.isRight() ? 0 : 1;
    }

    private Set<PeerKind> chosen() {
        if (only != null) {
            return EnumSet.copyOf(only);
        }
        return quick ? EnumSet.complementOf(EnumSet.of(PeerKind.FARPAGE_AERON_2_1)) : EnumSet.allOf(PeerKind.class);
    }

    private void installMissing() throws IOException {
        List<String> missing = chosen().stream()
                .map(PeerKind::program)
                .filter(Objects::nonNull)
                .distinct()
                .filter(program -> !DebianPrograms.isOnPath(program))
                .toList();
        if (!missing.isEmpty()) {
            say("installing " + String.join(" ", missing));
            DebianPrograms.install(missing);
        }
    }

    private static Map<String, String> settings(PeersBench.Plan plan) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", plan.mib() + " MiB, values of " + Peer.PAGE + " bytes, keys by chance");
        settings.put(
                "measured for",
                "%d ms a line, after reads and writes until these got no faster, %d ms at the most"
                        .formatted(plan.pointMs(), plan.warmUpMs()));
        settings.put(
                "load around a kill",
                "%d reads and writes a second, one at a time, %.0f s before the kill and %.0f s from it on"
                        .formatted(
                                plan.crash().perSecond(),
                                plan.crash().secondsBefore(),
                                plan.crash().secondsAfter()));
        settings.putAll(Versions.all());
        return settings;
    }

    private String command() {
        return "./farpage bench peers" + (quick ? " --quick" : "") + " --install --report DIR";
    }

    private static void say(String line) {
        ReportOptions.say("peers", line);
    }
}
