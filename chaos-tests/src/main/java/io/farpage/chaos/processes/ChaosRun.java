package io.farpage.chaos.processes;

import io.farpage.api.Redundancy;
import io.farpage.chaos.history.Histories;
import io.farpage.chaos.history.HistoryChecker;
import io.farpage.chaos.host.ChaosHostVerb;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.Progress;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One run: a cluster, a program whose histories are checked, and faults that the seed decides. */
final class ChaosRun {
    static final String REGION = "chaos";
    static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);
    static final int PAGE_BYTES = 4096;
    private static final int SLAB_MIB = 4;
    private static final int METADATA_PEERS = 3;
    private static final int LEASE_MS = 3_000;
    /** Rests of the program's threads, long enough that two cores are not busy with it alone. */
    private static final int PAUSE_SHM_US = 300;

    private static final int PAUSE_AERON_US = 3_000;
    private static final double HEAL_PATIENCE_S = 180;

    private final Plan plan;
    private final Victims victims;
    private final Program program;
    private final HostNemeses ofHosts;
    private final ProgramNemeses ofProgram;
    private final NetworkNemeses ofNetwork;
    private final MetadataNemeses ofMetadata;
    private final Nemeses nemeses;

    /**
     * What is asked for.
     *
     * @param hostsPerDomain hosts that are labelled as, and fail as, one failure domain
     * @param beyond whether more than can be borne is killed in the end
     */
    record Plan(
            long seed,
            double minutes,
            TransportKind transport,
            int hosts,
            int hostsPerDomain,
            int mib,
            boolean beyond) {
        int pages() {
            return (int) (((long) mib << 20) / PAGE_BYTES);
        }
    }

    private ChaosRun(
            Plan plan,
            Victims victims,
            Program program,
            SmallDisk disk,
            PeerNetwork peers,
            ClusterClient client,
            Timeline timeline) {
        this.plan = plan;
        this.victims = victims;
        this.program = program;
        Random random = new Random(plan.seed());
        ofHosts = new HostNemeses(victims, client, random);
        ofProgram = new ProgramNemeses(program);
        ofNetwork = new NetworkNemeses(victims, random);
        ofMetadata = new MetadataNemeses(victims, disk, peers, random);
        nemeses = new Nemeses(victims, random, timeline::mark);
        nemeses.add(5, "kill", ofHosts::kill);
        nemeses.add(1, "kill two", ofHosts::killTwo);
        nemeses.add(2, "stop", ofHosts::stop);
        nemeses.add(1, "slow", ofHosts::slow);
        nemeses.add(1, "rot", ofHosts::rot);
        nemeses.add(1, "leader", ofMetadata::killLeader);
        nemeses.add(1, "stop leader", ofMetadata::stopLeader);
        nemeses.add(1, "outage", ofMetadata::killAll);
        nemeses.add(2, "program", ofProgram::kill);
        nemeses.add(1, "zombie", ofProgram::standStill);
        if (disk.isThere()) {
            nemeses.add(1, "full disk", ofMetadata::fillDisk);
        }
        if (peers.isThere()) {
            nemeses.add(2, "split", ofMetadata::split);
        }
        if (plan.hostsPerDomain() > 1) {
            nemeses.add(2, "domain", ofHosts::killDomain);
        }
        if (plan.transport() == TransportKind.AERON) {
            nemeses.add(3, "storm", ofNetwork::storm);
            nemeses.add(3, "cut", ofNetwork::cut);
        }
    }

    static ChaosReport run(TemporaryDirectory directory, Plan plan, @Nullable Path plot, @Nullable Path keep)
            throws IOException, InterruptedException {
        Path root = directory.path().resolve("cluster");
        Path histories = Files.createDirectories(directory.path().resolve("histories"));
        SmallDisk disk = SmallDisk.mount(root);
        PeerNetwork peers = PeerNetwork.of(METADATA_PEERS);
        directory.beforeRemoval(() -> {
            disk.unmount();
            LocalCluster.stopIfStarted(root);
            peers.close();
        });
        LocalCluster.Started started = LocalCluster.start(root, clusterOf(plan, peers));
        Program.Plan work = new Program.Plan(
                started.config(),
                plan.pages(),
                Math.max(1 << 20, ((long) plan.mib() << 20) / 8),
                plan.transport() == TransportKind.SHM ? PAUSE_SHM_US : PAUSE_AERON_US,
                plan.seed());
        ClusterSettings settings = Settings.read(Path.of(started.config()), ClusterSettings.class);
        try (ClusterClient client = ClusterClient.connect(settings);
                Program program = new Program(root, histories, work);
                Timeline timeline = new Timeline(new Histories(histories))) {
            Victims victims = new Victims(root, started, client);
            ChaosRun run = new ChaosRun(plan, victims, program, disk, peers, client, timeline);
            program.begin();
            timeline.start(victims);
            ChaosReport report;
            try {
                report = run.run(histories, timeline);
            } finally {
                timeline.stop();
                if (keep != null) {
                    Files.createDirectories(keep);
                    timeline.writeMarks(keep.resolve("faults.txt"));
                    copy(root, "*.log", keep);
                    copy(histories, "*.thread-*", keep);
                }
            }
            if (plot != null) {
                timeline.plot(plot, "seed " + plan.seed());
            }
            return report;
        }
    }

    private static void copy(Path from, String glob, Path to) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from, glob)) {
            for (Path each : files) {
                Files.copy(each, to.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static ClusterPlan clusterOf(Plan plan, PeerNetwork peers) {
        // Any six of the hosts can hold everything, twice.
        int lendMib = Math.max(32, 2 * plan.mib());
        return new ClusterPlan(plan.hosts(), lendMib, plan.transport())
                .metadataAt(peers.places())
                .slabMiB(SLAB_MIB)
                .leaseMs(LEASE_MS)
                .hostsThat(ChaosHostVerb.NAME, plan.hostsPerDomain());
    }

    private ChaosReport run(Path histories, Timeline timeline) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        double seconds = strike(plan.minutes() * 60);
        double healSeconds = heal(failures);
        program.end();
        Loss loss = plan.beyond() ? Loss.cause(victims) : Loss.NONE;
        program.readAll();
        timeline.stop();
        failures.addAll(program.failures());
        HistoryChecker.Verdict verdict = HistoryChecker.check(histories, loss::lostAtNs);
        failures.addAll(verdict.details());
        return new ChaosReport(
                plan.seed(),
                seconds,
                verdict.operations(),
                program.lives(),
                victims.kills() + ofProgram.kills(),
                ofProgram.kills(),
                ofProgram.zombies(),
                victims.stops(),
                ofNetwork.storms(),
                ofNetwork.cuts(),
                ofMetadata.splits(),
                ofHosts.damaged(),
                verdict.violations() + failures.size() - verdict.details().size(),
                verdict.failures(),
                verdict.losses(),
                verdict.lostPages(),
                program.degradedReads(),
                healSeconds,
                timeline.calmP99Us(),
                timeline.faultyP99Us(),
                failures);
    }

    private double strike(double seconds) throws IOException, InterruptedException {
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
    private double heal(List<String> failures) throws IOException, InterruptedException {
        victims.restoreAll();
        long start = System.nanoTime();
        double seconds = 0;
        while (!victims.isWhole()) {
            Thread.sleep(100);
            seconds = (System.nanoTime() - start) / 1e9;
            if (seconds > HEAL_PATIENCE_S) {
                failures.add(
                        "not at full tolerance " + HEAL_PATIENCE_S + " s after the last fault: " + victims.describe());
                break;
            }
        }
        return seconds;
    }
}
