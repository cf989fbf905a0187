package io.farpage.server.verbs;

import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import io.farpage.replication.Scrub;
import io.farpage.replication.ScrubProgress;
import io.farpage.server.SystemThreads;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.Progress;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farpage scrub}: reads all at rest and mends it. */
@Command(
        name = "scrub",
        description = {
            "Reads everything that hosts hold, and mends flipped bits and fragments that were lost or are out of date.",
            "Programs go on meanwhile. The cluster does the same by itself, slowly. Ends with 1 when a stripe could not be "
                    + "rebuilt, a bad fragment not be mended, or a host did not answer."
        })
public final class ScrubVerb implements Verb {
    private static final long LOOK_NS = 100_000_000;

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "REGION", arity = "0..1", description = "The region to read; all if left out.")
    private @Nullable String name;

    @Option(
            names = "--rate",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "MiB that may be read and written a second (${DEFAULT-VALUE}).")
    private int rateMiB;

    /** Result of the verb. */
    private record Scrubbed(
            long fragmentsChecked,
            long fragmentsBad,
            long fragmentsRepaired,
            long fragmentsUnread,
            long stripesLost,
            double seconds) {}

    @Override
    public Integer call() {
        if (rateMiB < 1 || rateMiB > 100_000) {
            throw new UsageException("--rate " + rateMiB + " is not from 1 to 100000 MiB a second");
        }
        SystemThreads threads = new SystemThreads();
        long start = threads.nanoTime();
        try (ClusterClient client = options.connect()) {
            List<RegionInfo> regions = regions(client.directory());
            Scrub scrub = client.scrub((long) rateMiB << 20);
            run(client.directory(), regions, scrub, threads);
            ScrubProgress found = scrub.progress();
            Scrubbed result = new Scrubbed(
                    found.fragmentsChecked(),
                    found.fragmentsBad(),
                    found.fragmentsRepaired(),
                    found.fragmentsUnread(),
                    found.stripesLost(),
                    (threads.nanoTime() - start) / 1e9);
            show(result);
            boolean whole = result.fragmentsBad == result.fragmentsRepaired
                    && result.stripesLost == 0
                    && result.fragmentsUnread == 0;
            return whole ? 0 : 1;
        }
    }

    private List<RegionInfo> regions(PlacementDirectory directory) {
        return name == null
                ? directory.regions()
                : List.of(directory
                        .region(name)
                        .orElseThrow(() -> new UsageException(
                                "there is no region '" + name + "'; 'farpage region list' says which there are")));
    }

    private static void run(
            PlacementDirectory directory, List<RegionInfo> regions, Scrub scrub, SystemThreads threads) {
        long slots = regions.stream()
                .flatMap(r -> directory.groups(r.id()).stream())
                .mapToLong(SlabGroup::slotCount)
                .sum();
        try (Progress progress = new Progress("scrub", slots)) {
            Threads.Task showing = threads.start("scrub progress", stop -> show(scrub.progress(), progress, stop));
            try {
                scrub.pass(regions, () -> false);
            } finally {
                showing.close();
            }
        }
    }

    private static void show(ScrubProgress found, Progress progress, Threads.Stop stop) {
        long shown = 0;
        while (!stop.pause(LOOK_NS)) {
            long now = found.slotsChecked();
            progress.step(now - shown);
            shown = now;
        }
    }

    private void show(Scrubbed result) {
        if (options.json()) {
            Json.print(result);
            return;
        }
        System.out.printf(
                "%,d fragments read, %,d bad, %,d of them mended%n",
                result.fragmentsChecked, result.fragmentsBad, result.fragmentsRepaired);
        if (result.stripesLost > 0) {
            System.out.printf(
                    "%,d stripes cannot be rebuilt: reads of their pages, if they are the newest, say so%n",
                    result.stripesLost);
        }
        if (result.fragmentsUnread > 0) {
            System.out.printf(
                    "%,d fragments could not be read: hosts did not answer; 'farpage status' says which are down%n",
                    result.fragmentsUnread);
        }
    }
}
