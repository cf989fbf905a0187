package io.farpage.examples;

import io.farpage.api.HostId;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RegionStats;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.EmbeddedCluster;
import io.farpage.server.EmbeddedConfig;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farpage example}: programs to read and to try. */
@Command(
        name = "example",
        description = {
            "Runs a program whose data is larger than its local memory, on hosts in this process, two of which are killed before it starts:"
                    + " kv, a key-value store; pagerank, of a graph; sort, of numbers. Their source is in examples/."
        })
public final class ExampleVerb implements Verb {
    private static final int HOSTS = 8;
    private static final int KILLED = 2;
    private static final long MIB = 1 << 20;

    @Parameters(paramLabel = "PROGRAM", description = "${COMPLETION-CANDIDATES}.")
    private Program program = Program.KV;

    @Option(names = "--mib", defaultValue = "256", description = "The region's length (${DEFAULT-VALUE}).")
    private int mib;

    @Option(names = "--local-mib", defaultValue = "32", description = "Local memory of the region (${DEFAULT-VALUE}).")
    private int localMib;

    enum Program {
        KV,
        PAGERANK,
        SORT;

        Example example() {
            return switch (this) {
                case KV -> new KeyValueStore();
                case PAGERANK -> new PageRank();
                case SORT -> new ExternalSort();
            };
        }
    }

    @Override
    public Integer call() {
        if (mib < 1 || localMib < 1) {
            throw new UsageException("--mib " + mib + " and --local-mib " + localMib + " have to be 1 or more");
        }
        System.out.print(run(program, mib, localMib));
        return 0;
    }

    static String run(Program program, int mib, int localMib) {
        RegionOptions options = RegionOptions.DEFAULT.withLocalBytes(localMib * MIB);
        try (TemporaryDirectory directory = TemporaryDirectory.create("farpage-example-");
                EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedConfig.builder(directory.path())
                        .hosts(HOSTS)
                        .hostBytes((mib / 2 + 16) * MIB) // Any six hosts can hold everything.
                        .build());
                RemoteRegion region = cluster.memory().create("example", mib * MIB, options)) {
            for (int host = 0; host < KILLED; host++) {
                cluster.kill(new HostId(host));
            }
            long start = System.nanoTime();
            String done = program.example().run(region, localMib * MIB);
            double seconds = (System.nanoTime() - start) / 1e9;
            RegionStats stats = region.stats();
            return "%s: %s%n%.1f s; %,d faults, %,d pages read ahead, %,d written back; %d MiB of data in %d MiB of local memory%n"
                    .formatted(
                            program.name().toLowerCase(Locale.ROOT),
                            done,
                            seconds,
                            stats.faults(),
                            stats.pagesAhead(),
                            stats.pagesWrittenBack(),
                            mib,
                            localMib);
        }
    }
}
