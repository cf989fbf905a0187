package io.farpage.bench.faults;

import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.TransportKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage bench faults}: what a program notices of faults, and how long they last. */
@Command(
        name = "faults",
        description = {
            "Measures a program's accesses to random pages of a region of 4+2 on eight hosts in processes of their own, at a steady rate:"
                    + " calm, with a host 20 times slower, with a stopped host, with two killed hosts until everything is repaired, and once more when they are back;"
                    + " and as many accesses as there can be before, while and after three times as many are asked for.",
            "Needs twice the memory of the region."
        })
public final class FaultsVerb implements Callable<Integer> {
    private static final double SECONDS = 20;
    private static final double OVERLOAD_SECONDS = 60;

    @Option(
            names = "--transport",
            paramLabel = "KIND",
            defaultValue = "shm",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private TransportKind transport = TransportKind.SHM;

    @Option(names = "--mib", defaultValue = "1024", description = "The region's length (${DEFAULT-VALUE}).")
    private int mib;

    @Option(names = "--rate", defaultValue = "500", description = "Accesses a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--repair-mibps",
            defaultValue = "0",
            description = "What repair may read and write a second, in MiB; as usual if left out.")
    private int repairMiBps;

    @Option(
            names = "--quick",
            description = "5 seconds for each phase instead of 20, and 10 of overload instead of 60.")
    private boolean quick;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (mib < 16 || rate < 1 || repairMiBps < 0) {
            throw new UsageException("--mib " + mib + " --rate " + rate + " --repair-mibps " + repairMiBps
                    + ": give 16 or more, 1 or more, and none below 0");
        }
        FaultsBench.Plan plan = new FaultsBench.Plan(
                transport,
                mib,
                rate,
                repairMiBps,
                quick ? SECONDS / 4 : SECONDS,
                quick ? OVERLOAD_SECONDS / 6 : OVERLOAD_SECONDS);
        FaultsBench.Result result = new FaultsBench(plan, line -> System.err.println("bench faults: " + line)).run();
        if (json) {
            Json.print(result);
            return 0;
        }
        System.out.printf(
                "%-36s %8s %11s %9s %9s %9s %8s %9s %10s %6s %5s%n",
                "",
                "seconds",
                "accesses/s",
                "p50 us",
                "p99 us",
                "p99.9 us",
                "vs calm",
                "refused",
                "overloaded",
                "failed",
                "wrong");
        result.rows()
                .forEach(r -> System.out.printf(
                        "%-36s %8.1f %,11.0f %,9.0f %,9.0f %,9.0f %8.2f %,9d %10d %6d %5d%n",
                        r.what(),
                        r.seconds(),
                        r.perSecond(),
                        r.p50Us(),
                        r.p99Us(),
                        r.p999Us(),
                        r.vsCalm(),
                        r.refusedFragments(),
                        r.overloadedPages(),
                        r.failed(),
                        r.wrong()));
        System.out.printf(
                "full tolerance %.1f s after two kills; suspect %.2f s after it was stopped%n",
                result.secondsToFullTolerance(), result.secondsToSuspect());
        return 0;
    }
}
