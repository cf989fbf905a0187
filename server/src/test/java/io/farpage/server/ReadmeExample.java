package io.farpage.server;

import io.farpage.api.HostId;
import io.farpage.api.Redundancy;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import java.nio.file.Path;

/** The library example of the README, to the letter between the two marks. */
final class ReadmeExample {
    private ReadmeExample() {}

    static long run(Path directory) {
        // begin
        EmbeddedConfig config = EmbeddedConfig.builder(directory).hosts(8).build();
        RegionOptions options = RegionOptions.DEFAULT
                .withRedundancy(Redundancy.coded(4, 2)) // any 2 of 6 hosts may die
                .withLocalBytes(8 << 20); // 8 MiB of cache for 64 MiB of data

        try (EmbeddedCluster cluster = EmbeddedCluster.start(config);
                RemoteRegion squares = cluster.memory().create("squares", 64 << 20, options)) {
            for (long i = 0; i < squares.length() / Long.BYTES; i++) {
                squares.setLong(i * Long.BYTES, i * i);
            }
            squares.flush(); // from here on it survives the crash of this program, too

            cluster.kill(new HostId(0));
            cluster.kill(new HostId(1));
            return squares.getLong(1_000_000L * Long.BYTES); // 1000000000000
        }
        // end
    }
}
