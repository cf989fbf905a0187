package io.farpage.bench.transport;

import io.farpage.api.BackingStore;
import io.farpage.api.FragmentHeader;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.bench.measure.Bare;
import io.farpage.bench.measure.BareCopy;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Pages;
import io.farpage.bench.measure.TimedWork;
import io.farpage.bench.measure.Turns;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Starts four hosts for each transport, and measures pages and the bare way of their bytes in turns. */
final class TransportBench {
    private static final int HOSTS = 4;
    private static final int LEND_MIB = 192;
    private static final int NO_RENEWAL_MEANWHILE_MS = 3_600_000;
    private static final long REGION_BYTES = 256L << 20;
    private static final int[] IN_FLIGHT = {1, 64};

    private final int turns;
    private final int turnMs;

    TransportBench(int turns, int turnMs) {
        this.turns = turns;
        this.turnMs = turnMs;
    }

    List<TransportRow> run(List<TransportKind> kinds, Consumer<String> progress) throws IOException {
        List<TransportRow> rows = new ArrayList<>();
        for (TransportKind kind : kinds) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            progress.accept(name + ": starting " + HOSTS + " hosts");
            ClusterPlan plan = new ClusterPlan(HOSTS, LEND_MIB, kind).leaseMs(NO_RENEWAL_MEANWHILE_MS);
            try (BenchCluster cluster = BenchCluster.start(plan)) {
                measure(name, kind, cluster.client(), rows, progress);
            }
        }
        return rows;
    }

    private void measure(
            String name, TransportKind kind, ClusterClient client, List<TransportRow> rows, Consumer<String> progress)
            throws IOException {
        Redundancy redundancy = Redundancy.coded(2, 2);
        RegionSpec spec = RegionSpec.of("bench", REGION_BYTES, redundancy);
        try (Arena arena = Arena.ofShared();
                BackingStore store = client.regions().create(spec);
                Bare bare = bare(kind, spec)) {
            Pages pages = new Pages(store, arena, IN_FLIGHT[IN_FLIGHT.length - 1]);
            progress.accept(name + ": writing " + (REGION_BYTES >> 20) + " MiB");
            pages.fill();
            for (int inFlight : IN_FLIGHT) {
                for (boolean write : new boolean[] {false, true}) {
                    String op = write ? "write" : "read";
                    progress.accept("%s: %s, %d in flight".formatted(name, op, inFlight));
                    TimedWork work = new TimedWork(turnMs, inFlight, () -> pages.run(write, inFlight));
                    long callsBefore = client.metadataCalls();
                    List<Turns> results = Turns.take(
                            turns,
                            work,
                            new TimedWork(
                                    turnMs, inFlight, write ? () -> bare.write(inFlight) : () -> bare.read(inFlight)));
                    Turns farpage = results.getFirst();
                    Turns beside = results.getLast();
                    rows.add(new TransportRow(
                            name,
                            op,
                            redundancy.data(),
                            redundancy.parity(),
                            inFlight,
                            farpage.medianNs(),
                            farpage.spread(),
                            1e9 / farpage.medianNs(),
                            beside.medianNs(),
                            farpage.medianNs() / beside.medianNs(),
                            work.bytesAllocated(),
                            client.metadataCalls() - callsBefore));
                }
            }
        }
    }

    private static Bare bare(TransportKind kind, RegionSpec spec) throws IOException {
        int data = spec.redundancy().data();
        int total = spec.redundancy().total();
        int fragmentBytes = spec.fragmentBytes() + FragmentHeader.BYTES;
        return switch (kind) {
            case SHM -> new BareCopy(spec.fragmentBytes(), data, total);
            case AERON -> new BarePingPong(data * fragmentBytes, total * fragmentBytes);
            case RDMA -> throw new UsageException("the bare way beside RDMA is perftest: farpage bench rdma");
        };
    }
}
