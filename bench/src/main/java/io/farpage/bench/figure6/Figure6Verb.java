package io.farpage.bench.figure6;

import io.farpage.server.cli.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage bench figure6}: what little local memory costs. */
@Command(
        name = "figure6",
        description = {
            "The paper's Figure 6 again: (a) random reads and writes with 100, 75, 50 and 25 %% of the data in local memory, for the pager with"
                    + " hosts in this process and with hosts on shared memory, both 4+2, beside plain memory and the kernel's swap to"
                    + " zram; without and with 4 us of work after each access; (b) where the time of a fault goes.",
            "The swap needs root and /dev/zram0 and is left out without, with the reason. Takes six times the data in memory."
        })
public final class Figure6Verb implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "figure6",
            description = "Where the pictures go, PNG and SVG (${DEFAULT-VALUE}).")
    private Path out = Path.of("figure6");

    @Option(
            names = "--quick",
            description = "256 MiB of data instead of 1 GiB, and a second for each point instead of ten.")
    private boolean quick;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Figure6 figure = quick
                ? new Figure6(256L << 20, 5, 200, Figure6Verb::say)
                : new Figure6(1L << 30, 20, 500, Figure6Verb::say);
        Figure6.Result result = figure.run();
        Figure6Plot.write(out, result);
        say("pictures are in " + out);
        if (json) {
            Json.print(result);
            return 0;
        }
        System.out.printf("%-10s %7s %8s %14s %7s%n", "", "local", "work", "accesses/s", "spread");
        result.throughput()
                .forEach(p -> System.out.printf(
                        "%-10s %5d %% %5.0f us %,14.0f %6.0f%%%n",
                        p.system(), p.localPercent(), p.operationUs(), p.perSecond(), 100 * p.spread()));
        System.out.println();
        result.faultParts()
                .forEach(p -> System.out.printf("%-30s %,8.0f ns %4.0f%%%n", p.part(), p.ns(), 100 * p.share()));
        return 0;
    }

    private static void say(String line) {
        System.err.println("bench figure6: " + line);
    }
}
