package io.farpage.server.cluster;

import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that fills the first half of a region, says so, writes on without waiting, and never ends by itself. */
final class HalfWriter {
    static final String ACKNOWLEDGED = "half is acknowledged";
    static final long PAGES_WRITTEN = 1000;
    private static final long PAGES = 2 * PAGES_WRITTEN;

    private HalfWriter() {}

    static Process start(String config, String region) throws IOException {
        return start(HalfWriter.class, config, region);
    }

    /** Starts a program as a process of its own. */
    static Process start(Class<?> program, String config, String region) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(ChildProcess.jvmArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), config, region));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws InterruptedException {
        ClusterClient client = ClusterClient.connect(Settings.read(Path.of(args[0]), ClusterSettings.class));
        RemoteRegion region = client.memory().create(args[1], PAGES * 4096, RegionOptions.DEFAULT.incomplete());
        StampedPages.fill(region, PAGES_WRITTEN, 1);
        System.out.println(ACKNOWLEDGED);
        for (long page = PAGES_WRITTEN; page < PAGES; page++) {
            region.setLong(page * 4096, page);
        }
        new CountDownLatch(1).await();
    }
}
