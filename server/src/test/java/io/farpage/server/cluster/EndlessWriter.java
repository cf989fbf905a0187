package io.farpage.server.cluster;

import io.farpage.api.Redundancy;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import java.io.IOException;
import java.nio.file.Path;

/** A process that fills a region again and again, says which round is acknowledged, and in the end what stopped it. */
final class EndlessWriter {
    static final long PAGES = 400;
    static final String ROUND = "round ";

    private EndlessWriter() {}

    static Process start(String config, String region) throws IOException {
        return HalfWriter.start(EndlessWriter.class, config, region);
    }

    public static void main(String[] args) {
        try {
            ClusterClient client = ClusterClient.connect(Settings.read(Path.of(args[0]), ClusterSettings.class));
            RemoteRegion region = client.memory()
                    .create(
                            args[1],
                            PAGES * 4096,
                            RegionOptions.DEFAULT
                                    .withRedundancy(Redundancy.coded(4, 2))
                                    .withLocalBytes(1 << 20));
            for (int round = 1; ; round++) {
                StampedPages.fill(region, PAGES, round);
                System.out.println(ROUND + round);
            }
        } catch (RuntimeException e) {
            System.out.println(e);
            System.exit(0);
        }
    }
}
