package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.Threads;
import io.farpage.api.fake.FakeDirectory;
import io.farpage.api.fake.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In virtual time: a host whose machine is short of memory lends less, and more again afterwards. */
class GiveBackTest {
    private static final long LENDS = 8000;
    private static final int LIMIT = 10;

    private final ManualClock clock = new ManualClock();
    private final FakeDirectory directory = new FakeDirectory(clock);
    private final HostInfo host = directory.registerHost(new HostId(1), "x", "a", LENDS);
    private double pressure;
    private final GiveBack giveBack =
            new GiveBack(directory, new VirtualThreads(clock), host.ref(), LENDS, () -> pressure, LIMIT);

    @Test
    void leavesEverythingAsItIsInCalmWeather() {
        pressure = LIMIT;
        seconds(600);
        assertThat(capacity()).isEqualTo(LENDS);
    }

    @Test
    void lendsNoMoreThanWhatSlabsTakeUnderPressureAndMoreAgainStepByStep() {
        pressure = LIMIT + 1;
        seconds(4);
        assertThat(capacity()).isZero();
        pressure = LIMIT - 1;
        seconds(600);
        assertThat(capacity()).as("between the two limits nothing changes").isZero();
        pressure = 0;
        seconds(4);
        assertThat(capacity()).isEqualTo(LENDS / 8);
        seconds(50);
        assertThat(capacity()).isEqualTo(LENDS / 8);
        seconds(600);
        assertThat(capacity()).isEqualTo(LENDS);
        seconds(600);
        assertThat(capacity()).isEqualTo(LENDS);
    }

    @Test
    void neverTakesBackWhatAnOperatorReclaimed() {
        directory.setHostCapacity(host.ref(), LENDS, 3000);
        pressure = LIMIT + 1;
        seconds(4);
        pressure = 0;
        seconds(3000);
        assertThat(capacity()).isEqualTo(3000);
    }

    @Test
    void waitsForADirectoryThatDoesNotAnswer() {
        pressure = LIMIT + 1;
        directory.setAvailable(false);
        seconds(20);
        directory.setAvailable(true);
        assertThat(capacity()).isEqualTo(LENDS);
        seconds(4);
        assertThat(capacity()).isZero();
    }

    @Test
    void doesNothingForAnIncarnationThatIsGone() {
        directory.registerHost(host.ref().host(), "x", "a", LENDS);
        pressure = 100;
        seconds(60);
        assertThat(capacity()).isEqualTo(LENDS);
    }

    @Test
    void readsWhatTheKernelSays(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("memory"),
                "some avg10=12.34 avg60=1.00 avg300=0.00 total=1\nfull avg10=56.00 avg60=0.00 avg300=0.00 total=0\n");
        assertThat(MemoryPressure.read(file)).hasValue(12.34);
        assertThat(MemoryPressure.read(Files.writeString(file, "nonsense"))).isEmpty();
        assertThat(MemoryPressure.read(directory.resolve("none"))).isEmpty();
    }

    private long capacity() {
        return directory.hosts().getFirst().capacityBytes();
    }

    private void seconds(int seconds) {
        long end = clock.nanoTime() + seconds * 1_000_000_000L;
        giveBack.run(new Threads.Stop() {
            @Override
            public boolean requested() {
                return clock.nanoTime() >= end;
            }

            @Override
            public boolean pause(long durationNs) {
                clock.advance(durationNs);
                return clock.nanoTime() > end;
            }
        });
    }

    private record VirtualThreads(ManualClock clock) implements Threads {
        @Override
        public Task start(String name, TaskBody body) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public boolean await(BooleanSupplier condition, long timeoutNs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }
    }
}
