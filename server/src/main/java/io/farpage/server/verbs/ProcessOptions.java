package io.farpage.server.verbs;

import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** What the verbs that are one process of a cluster share: their two files, and how they end. */
public final class ProcessOptions {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessOptions.class);
    private static final long LOOK_MS = 500;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            required = true,
            description = "The cluster's configuration, the same everywhere.")
    private Path cluster = Path.of("cluster.yaml");

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "This process's configuration.")
    private Path config = Path.of("config.yaml");

    @Option(
            names = "--until-input-ends",
            description = "End when standard input ends, as it does with the process that it comes from.")
    private boolean untilInputEnds;

    /** The cluster's settings. */
    public ClusterSettings cluster() {
        return Settings.read(cluster, ClusterSettings.class);
    }

    /** The file of the process's own settings. */
    public Path ownFile() {
        return config;
    }

    /** The process's own settings. */
    public <T> T own(Class<T> kind) {
        return Settings.read(config, kind);
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.warn("standard input cannot be read, which is as if it had ended: {}", e.toString());
        }
    }

    /** Blocks until the process is told to end, and then closes {@code process}; or until it is not {@code alive} any more. */
    public int serve(String name, AutoCloseable process, BooleanSupplier alive) throws Exception {
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
        if (untilInputEnds) {
            Thread.ofPlatform().daemon().name("input of " + name).start(() -> {
                awaitEndOfInput();
                told.countDown();
            });
        }
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
            System.err.println("farpage: " + name + " has stopped by itself: its log says why");
            return 1;
        }
        return 0;
    }
}
