package io.farpage.api.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.DirectoryException;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.contract.DirectoryContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FakeDirectoryTest extends DirectoryContract {
    private final ManualClock clock = new ManualClock();
    private final FakeDirectory directory = new FakeDirectory(clock);

    @Override
    protected PlacementDirectory directory() {
        return directory;
    }

    @Override
    protected void advance(Duration duration) {
        clock.advance(duration.toNanos());
    }

    @Test
    void saysSoWhileItIsUnavailable() {
        directory.setAvailable(false);

        assertThatThrownBy(directory::hosts)
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.UNAVAILABLE));

        directory.setAvailable(true);
        assertThat(directory.hosts()).isEmpty();
    }
}
