package io.farpage.chaos.processes;

import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.chaos.CheckedWorkload;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage chaos-program}: the program whose memory the hosts hold, in a process of its own, so that it can be killed too. */
@Command(
        name = ProgramVerb.NAME,
        hidden = true,
        description =
                "Works on a region until standard input ends and keeps a history of it. For 'farpage chaos' alone.")
public final class ProgramVerb implements Verb {
    /** The verb's name. */
    static final String NAME = "chaos-program";

    private static final Duration OWN_PATIENCE = Duration.ofMinutes(3);
    private static final long OWN_AGAIN_MS = 200;
    private static final long LOOK_MS = 100;
    private static final int WRITERS = 4;

    @Option(names = "--config", required = true, description = "The cluster's configuration.")
    private Path config = Path.of("");

    @Option(names = "--histories", required = true, description = "Where histories are kept.")
    private Path histories = Path.of("");

    @Option(names = "--life", required = true, description = "How many programs owned the region before; 0 makes it.")
    private int life;

    @Option(names = "--pages", required = true, description = "Pages of the region.")
    private int pages;

    @Option(names = "--local-bytes", required = true, description = "Local memory.")
    private long localBytes;

    @Option(names = "--pause-us", required = true, description = "How long a thread rests after an operation.")
    private long pauseUs;

    @Option(names = "--seed", required = true, description = "Decides what it does.")
    private long seed;

    @Option(names = "--read-all", description = "Read everything once and end.")
    private boolean readAll;

    /** The file that says that a life owns the region. */
    static Path owned(Path histories, int life) {
        return histories.resolve("life-" + life + ".owned");
    }

    /** The file that says how many pages a life has decoded. */
    static Path degradedReads(Path histories, int life) {
        return histories.resolve("life-" + life + ".degraded");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("input").start(() -> awaitEndOfInput(told));
        CheckedWorkload.Plan plan = new CheckedWorkload.Plan(pages, WRITERS, pauseUs * 1000, seed, histories, life);
        boolean failed;
        try (ClusterClient client = ClusterClient.connect(Settings.read(config, ClusterSettings.class));
                RemoteRegion region = own(client)) {
            try (CheckedWorkload workload = new CheckedWorkload(region, plan, System.nanoTime())) {
                Files.createFile(owned(histories, life));
                if (readAll) {
                    workload.readAll();
                } else {
                    workload.start(life == 0);
                    while (!told.await(LOOK_MS, TimeUnit.MILLISECONDS) && !workload.hasFailed()) {
                        Path next = histories.resolve("life-" + life + ".degraded.next");
                        Files.writeString(
                                next, Long.toString(region.stats().store().degradedReads()));
                        Files.move(next, degradedReads(histories, life), StandardCopyOption.ATOMIC_MOVE);
                    }
                }
                workload.stop();
                failed = workload.hasFailed();
            }
        } catch (RegionFencedException e) {
            System.err.println("ends: " + e.getMessage());
            return 1;
        }
        return failed ? 1 : 0;
    }

    /** Makes the region, or takes it over as soon as that is possible. */
    private RemoteRegion own(ClusterClient client) throws InterruptedException {
        long pageBytes = ChaosRun.PAGE_BYTES;
        if (life == 0) {
            RegionOptions options =
                    RegionOptions.DEFAULT.withRedundancy(ChaosRun.REDUNDANCY).withLocalBytes(localBytes);
            return client.memory().create(ChaosRun.REGION, pages * pageBytes, options);
        }
        long deadline = System.nanoTime() + OWN_PATIENCE.toNanos();
        RegionException last = null;
        while (System.nanoTime() < deadline) {
            try {
                return client.memory().attach(ChaosRun.REGION, localBytes);
            } catch (RegionException e) {
                last = e; // Somebody has the lease still, or too few answer.
                Thread.sleep(OWN_AGAIN_MS);
            }
        }
        throw new RegionException(
                "the region could not be taken over in " + OWN_PATIENCE.toSeconds() + " s: " + why(last));
    }

    private static String why(@Nullable RegionException last) {
        return last == null ? "not tried" : String.valueOf(last.getMessage());
    }

    private static void awaitEndOfInput(CountDownLatch told) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("standard input: " + e);
        }
        told.countDown();
    }
}
