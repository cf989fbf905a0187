package io.farpage.chaos.processes;

import io.farpage.api.Redundancy;
import io.farpage.chaos.CheckedWorkload;
import io.farpage.chaos.rot.RottingHostVerb;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.Progress;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One run: a cluster, a program that checks what it reads, and faults that the seed decides. */
final class ChaosRun {
    static final String REGION = "chaos";
    static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);
    private static final int PAGE_BYTES = 4096;
    private static final int WRITERS = 4;
    private static final int SLAB_MIB = 4;
    private static final int METADATA_PEERS = 3;
    private static final double HEAL_PATIENCE_S = 180;

    private ChaosRun() {}

    /** What is asked for. */
    record Plan(long seed, double minutes, TransportKind transport, int hosts, int mib) {}

    static ChaosReport run(TemporaryDirectory directory, Plan plan, @Nullable Path plot)
            throws IOException, InterruptedException {
        Path root = directory.path().resolve("cluster");
        directory.beforeRemoval(() -> LocalCluster.stopIfStarted(root));
        // Any six of the hosts can hold everything, twice.
        int lendMib = Math.max(32, 2 * plan.mib());
        LocalCluster.Started started = LocalCluster.start(
                root,
                new LocalCluster.Plan(
                        plan.hosts(),
                        METADATA_PEERS,
                        lendMib,
                        SLAB_MIB,
                        0,
                        0,
                        plan.transport(),
                        true,
                        RottingHostVerb.NAME));
        ClusterSettings settings = Settings.read(Path.of(started.config()), ClusterSettings.class);
        long length = (long) plan.mib() << 20;
        RegionOptions options =
                RegionOptions.DEFAULT.withRedundancy(REDUNDANCY).withLocalBytes(Math.max(1 << 20, length / 8));
        Timeline timeline = new Timeline();
        try (ClusterClient client = ClusterClient.connect(settings);
                RemoteRegion region = client.memory().create(REGION, length, options);
                CheckedWorkload workload = new CheckedWorkload(
                        region, PAGE_BYTES, (int) (length / PAGE_BYTES), WRITERS, plan.seed(), timeline::operation)) {
            workload.start();
            Victims victims = new Victims(root, started, client);
            Nemeses nemeses = new Nemeses(victims, client, new Random(plan.seed()));
            timeline.start(region, victims);
            double seconds = strike(nemeses, plan.minutes() * 60);
            List<String> violations = new ArrayList<>();
            double healSeconds = heal(victims, region, violations);
            workload.stop();
            workload.checkAll();
            timeline.stop();
            violations.addAll(workload.violations());
            if (plot != null) {
                timeline.plot(plot, "seed " + plan.seed());
            }
            return new ChaosReport(
                    plan.seed(),
                    seconds,
                    workload.operations(),
                    victims.kills(),
                    victims.stops(),
                    nemeses.damaged(),
                    violations.size(),
                    workload.lostReads(),
                    region.stats().store().degradedReads(),
                    healSeconds,
                    timeline.calmP99Us(),
                    timeline.faultyP99Us(),
                    violations);
        }
    }

    private static double strike(Nemeses nemeses, double seconds) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Progress progress = new Progress("chaos", (long) seconds)) {
            long shown = 0;
            double now = 0;
            while (now < seconds) {
                nemeses.strike();
                now = (System.nanoTime() - start) / 1e9;
                progress.step((long) now - shown);
                shown = (long) now;
            }
            return now;
        }
    }

    /** No faults any more: all processes run, and full tolerance has to come back by itself. */
    private static double heal(Victims victims, RemoteRegion region, List<String> violations)
            throws IOException, InterruptedException {
        victims.restoreAll();
        long start = System.nanoTime();
        double seconds = 0;
        while (!victims.isWhole() || region.tolerates() < REDUNDANCY.parity()) {
            Thread.sleep(100);
            seconds = (System.nanoTime() - start) / 1e9;
            if (seconds > HEAL_PATIENCE_S) {
                violations.add(
                        "not at full tolerance " + HEAL_PATIENCE_S + " s after the last fault: " + victims.describe());
                break;
            }
        }
        return seconds;
    }
}
