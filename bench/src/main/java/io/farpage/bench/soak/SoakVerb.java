package io.farpage.bench.soak;

import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.TransportKind;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage bench soak}: many threads on one region for long. */
@Command(
        name = "soak",
        description = {
            "Many threads read, write and count up words of one region of 4+2 on six hosts in processes of their own, with a quarter of it"
                    + " in local memory. Every word that is read is checked, and memory is looked at from time to time.",
            "Ends with 1 when a word was wrong."
        })
public final class SoakVerb implements Callable<Integer> {
    @Option(names = "--minutes", defaultValue = "10", description = "How long (${DEFAULT-VALUE}).")
    private double minutes;

    @Option(names = "--threads", defaultValue = "64", description = "Threads (${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--mib", defaultValue = "256", description = "The region's length (${DEFAULT-VALUE}).")
    private int mib;

    @Option(names = "--seed", description = "Of the accesses; random if left out.")
    private long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);

    @Option(
            names = "--transport",
            paramLabel = "KIND",
            defaultValue = "shm",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private TransportKind transport = TransportKind.SHM;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (!(minutes > 0) || threads < 1 || threads > SoakThread.most() || mib < 16) {
            throw new UsageException("--minutes " + minutes + " --threads " + threads + " --mib " + mib
                    + ": give more than 0, 1 to " + SoakThread.most() + ", and 16 or more");
        }
        SoakResult result = new Soak(
                        new Soak.Plan(transport, threads, mib, minutes * 60, seed),
                        line -> System.err.println("bench soak: " + line))
                .run();
        if (json) {
            Json.print(result);
        } else {
            System.out.printf(
                    "%,d accesses of %d threads in %.0f s, %,d faults: %d wrong words, %d lost increments%n",
                    result.accesses(),
                    result.threads(),
                    result.seconds(),
                    result.faults(),
                    result.wrongWords(),
                    result.lostIncrements());
        }
        return result.wrongWords() == 0 && result.lostIncrements() == 0 ? 0 : 1;
    }
}
