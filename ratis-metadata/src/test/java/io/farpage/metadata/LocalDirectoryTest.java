package io.farpage.metadata;

import io.farpage.api.PlacementDirectory;
import io.farpage.api.contract.DirectoryContract;
import io.farpage.api.fake.ManualClock;
import java.time.Duration;

class LocalDirectoryTest extends DirectoryContract {
    private final ManualClock clock = new ManualClock();
    private final LocalDirectory directory = new LocalDirectory(new ClusterState(), clock);

    @Override
    protected PlacementDirectory directory() {
        return directory;
    }

    @Override
    protected void advance(Duration duration) {
        clock.advance(duration.toNanos());
    }
}
