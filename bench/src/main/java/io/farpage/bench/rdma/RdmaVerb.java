package io.farpage.bench.rdma;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farpage.chaos.rdma.RdmaMachine;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.store.rdma.RdmaDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage bench rdma}: pages over RDMA beside perftest. */
@Command(
        name = "rdma",
        description = {
            "Measures reads and writes of pages, and faults, as 4+2 on six hosts in processes of their own over RDMA, one at a time.",
            "Beside them, in turns, on the same device (from Debian's perftest): ib_read_bw and ib_write_bw of the same fragments, one at a "
                    + "time on each of as many queue pairs, and ib_read_lat and ib_write_lat of as many bytes in one piece.",
            "With --vm in a virtual machine with soft-RoCE, as 'farpage rdma-test': that shows overhead, not speed."
        })
public final class RdmaVerb implements Callable<Integer> {
    /** The machine's programs are compiled in haste; what is measured is not. */
    private static final List<String> OPTIMISED = List.of("-XX:TieredStopAtLevel=4");

    @Option(names = "--quick", description = "Nine short turns for each line instead of twenty.")
    private boolean quick;

    @Option(names = "--vm", description = "In a virtual machine, on a machine without RDMA.")
    private boolean vm;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Option(names = "--result", hidden = true, description = "A file for the JSON document.")
    private @Nullable Path result;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<RdmaRow> rows = vm ? inMachine() : here();
        if (result != null) {
            Files.writeString(result, Json.write(rows));
        } else if (json) {
            Json.print(rows);
        } else {
            print(rows);
        }
        return 0;
    }

    private List<RdmaRow> here() throws IOException {
        String address;
        try {
            address = RdmaDevice.firstAddress();
        } catch (IOException e) {
            throw new UsageException(e.getMessage() + "; --vm measures in a virtual machine", e);
        }
        return new RdmaBench(address, quick ? 9 : 20, quick ? 300 : 500, RdmaVerb::say).run();
    }

    private List<RdmaRow> inMachine() throws IOException, InterruptedException {
        try (TemporaryDirectory share = TemporaryDirectory.create("rdma-bench")) {
            List<String> arguments = new ArrayList<>(List.of("bench", "rdma", "--result", RdmaMachine.SHARE + "/rows"));
            if (quick) {
                arguments.add("--quick");
            }
            int exit = new RdmaMachine(RdmaVerb::say)
                    .run(share.path(), OPTIMISED, "io.farpage.server.cli.Main", arguments);
            Path rows = share.path().resolve("rows");
            if (exit != 0 || !Files.exists(rows)) {
                List<String> said = Files.readAllLines(share.path().resolve("output"));
                throw new UsageException("the benchmark failed in the machine: "
                        + (said.isEmpty() ? "it said nothing" : said.getLast()));
            }
            return List.of(new ObjectMapper().readValue(rows.toFile(), RdmaRow[].class));
        }
    }

    private static void say(String line) {
        System.err.println("bench rdma: " + line);
    }

    private static void print(List<RdmaRow> rows) {
        System.out.printf("%-10s %10s %7s %6s  %s%n", "", "ns", "spread", "alloc", "beside");
        rows.forEach(r -> System.out.printf(
                "%-10s %,10.0f %6.0f%% %6.0f  %.2f times %s (%,.0f ns), %.2f times %s (%,.0f ns)%n",
                r.what(),
                r.ns(),
                100 * r.spread(),
                r.bytesAllocated(),
                r.ratio(),
                r.together(),
                r.togetherNs(),
                r.onePieceRatio(),
                r.onePiece(),
                r.onePieceNs()));
    }
}
