package io.farpage.bench.transport;

import io.farpage.server.cli.Json;
import io.farpage.server.config.TransportKind;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage bench transport}: pages through hosts in other processes, beside the bare way of the same bytes. */
@Command(
        name = "transport",
        description = {
            "Measures reads and writes of pages, as 2+2 on four hosts in processes of their own, 1 and 64 in flight.",
            "Beside it, in turns: on shared memory a copy of the same bytes from or to cold memory, on Aeron a ping-pong of"
                    + " the same bytes with another process."
        })
public final class TransportVerb implements Callable<Integer> {
    @Option(names = "--transport", paramLabel = "KIND", description = "SHM or AERON; both if left out.")
    private @Nullable TransportKind kind;

    @Option(names = "--quick", description = "A second for each line instead of ten.")
    private boolean quick;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<TransportKind> kinds = kind == null ? List.of(TransportKind.SHM, TransportKind.AERON) : List.of(kind);
        TransportBench bench = quick ? new TransportBench(5, 200) : new TransportBench(20, 500);
        List<TransportRow> rows = bench.run(kinds, line -> System.err.println("bench transport: " + line));
        if (json) {
            Json.print(rows);
            return 0;
        }
        System.out.printf(
                "%-6s %-5s %9s %10s %7s %10s %10s %8s %6s %9s%n",
                "", "op", "in flight", "ns a page", "spread", "pages/s", "bare ns", "vs bare", "alloc", "metadata");
        rows.forEach(r -> System.out.printf(
                "%-6s %-5s %9d %,10.0f %6.0f%% %,10.0f %,10.0f %8.2f %6.0f %9d%n",
                r.transport(),
                r.op(),
                r.inFlight(),
                r.ns(),
                100 * r.spread(),
                r.perSecond(),
                r.bareNs(),
                r.vsBare(),
                r.bytesAllocated(),
                r.metadataCalls()));
        return 0;
    }
}
