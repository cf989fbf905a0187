package io.farpage.server.verbs;

import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;

/** What the verbs that are one process of a cluster share: their two files, and how they end. */
final class ProcessOptions {
    private static final long LOOK_MS = 500;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            required = true,
            description = "The cluster's configuration, the same everywhere.")
    private Path cluster = Path.of("cluster.yaml");

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "This process's configuration.")
    private Path config = Path.of("config.yaml");

    ClusterSettings cluster() {
        return Settings.read(cluster, ClusterSettings.class);
    }

    <T> T own(Class<T> kind) {
        return Settings.read(config, kind);
    }

    /** Blocks until the process is told to end, and then closes {@code process}; or until it is not {@code alive} any more. */
    static int serve(String name, AutoCloseable process, BooleanSupplier alive) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    told.countDown();
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop " + name);
        Runtime.getRuntime().addShutdownHook(hook);
        System.err.println(name + " serves");
        boolean lives = true;
        while (lives && !told.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            lives = alive.getAsBoolean();
        }
        try {
            process.close();
        } finally {
            closed.countDown();
        }
        if (!lives) {
            Runtime.getRuntime().removeShutdownHook(hook);
            System.err.println(
                    "farpage: " + name + " has stopped by itself: look at its log, mend its disk, start it again");
            return 1;
        }
        return 0;
    }
}
