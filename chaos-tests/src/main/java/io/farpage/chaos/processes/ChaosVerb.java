package io.farpage.chaos.processes;

import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage chaos}: real processes under nemeses. */
@Command(
        name = "chaos",
        description = {
            "Starts a cluster of processes and a program that works on a region of it, and kills, stops, slows, cuts off and damages "
                    + "what it can meanwhile, never more at once than the region must survive. Checks the histories that the program keeps.",
            "Ends with 1 when a promise was broken, a page was lost that need not be, or the cluster did not come back to full tolerance."
        })
public final class ChaosVerb implements Verb {
    @Option(names = "--minutes", defaultValue = "4", description = "How long faults are injected (${DEFAULT-VALUE}).")
    private double minutes;

    @Option(names = "--seed", description = "Decides the faults; any if left out, and then printed.")
    private @Nullable Long seed;

    @Option(
            names = "--transport",
            defaultValue = "shm",
            description = "How the program reaches hosts: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private TransportKind transport = TransportKind.SHM;

    @Option(names = "--hosts", defaultValue = "9", description = "Memory hosts, 7 or more (${DEFAULT-VALUE}).")
    private int hosts;

    @Option(
            names = "--hosts-per-domain",
            defaultValue = "1",
            description =
                    "Hosts that are one failure domain, and also fail as one (${DEFAULT-VALUE}); needs 7 domains.")
    private int hostsPerDomain;

    @Option(
            names = "--beyond",
            description =
                    "In the end kill one host more than can be borne, and compare what is lost with what must be.")
    private boolean beyond;

    @Option(names = "--mib", defaultValue = "64", description = "Size of the region in MiB (${DEFAULT-VALUE}).")
    private int mib;

    @Option(names = "--timeline", paramLabel = "FILE", description = "Where a plot of the run is written, as PNG.")
    private @Nullable Path timeline;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Where histories, the logs of all processes and the list of faults are copied to in the end.")
    private @Nullable Path keep;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(minutes > 0 && minutes <= 1e5)
                || hostsPerDomain < 1
                || hosts < 7 * hostsPerDomain
                || hosts > 64
                || mib < 1
                || mib > 1 << 14) {
            throw new UsageException(
                    "--minutes must be above 0, --hosts 7 to 64 and at least seven domains, --mib 1 to 16384");
        }
        long chosen = seed == null ? RandomGenerator.getDefault().nextLong(1L << 31) : seed;
        System.err.println("seed " + chosen);
        ChaosReport report;
        try (TemporaryDirectory directory = TemporaryDirectory.create("farpage-chaos")) {
            ChaosRun.Plan plan = new ChaosRun.Plan(chosen, minutes, transport, hosts, hostsPerDomain, mib, beyond);
            report = ChaosRun.run(directory, plan, timeline, keep);
        }
        if (json) {
            Json.print(report);
        } else {
            report.print();
        }
        return report.isGood() ? 0 : 1;
    }
}
