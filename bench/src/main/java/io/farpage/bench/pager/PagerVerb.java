package io.farpage.bench.pager;

import io.farpage.server.cli.Json;
import io.farpage.server.config.TransportKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage bench pager}: what an access costs. */
@Command(
        name = "pager",
        description = {
            "Measures accesses to a region of 1 GiB as 4+2 on six hosts in processes of their own, of which a sixteenth is in local"
                    + " memory: a hit, a fault, a fault with two hosts killed, write-back, a scan.",
            "Beside them, in turns: plain memory, copies of cold pages, and the kernel's swap to zram in a memory cgroup, which needs"
                    + " root and /dev/zram0 and is left out without, with the reason. Takes 2 GiB of memory for the hosts."
        })
public final class PagerVerb implements Callable<Integer> {
    @Option(
            names = "--transport",
            paramLabel = "KIND",
            defaultValue = "shm",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private TransportKind transport = TransportKind.SHM;

    @Option(names = "--quick", description = "Two seconds for each line instead of ten.")
    private boolean quick;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PagerBench bench = quick ? new PagerBench(transport, 9, 200) : new PagerBench(transport, 20, 500);
        List<PagerRow> rows = bench.run(line -> System.err.println("bench pager: " + line));
        if (json) {
            Json.print(rows);
            return 0;
        }
        System.out.printf(
                "%-22s %-6s %4s %10s %7s %8s %-22s %6s%n", "", "", "", "ns", "spread", "ratio", "to", "alloc");
        rows.forEach(r -> System.out.printf(
                "%-22s %-6s %4s %,10.1f %6.0f%% %8s %-22s %6.1f%n",
                r.what(),
                r.transport() == null ? "" : r.transport(),
                r.k() == 0 ? "" : r.k() + "+" + r.m(),
                r.ns(),
                100 * r.spread(),
                r.beside() == null ? "" : "%.2f".formatted(r.ratio()),
                r.beside() == null ? "" : r.beside(),
                r.bytesAllocated()));
        return 0;
    }
}
