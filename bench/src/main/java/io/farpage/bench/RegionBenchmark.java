package io.farpage.bench;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.EmbeddedCluster;
import io.farpage.server.EmbeddedConfig;
import io.farpage.server.TemporaryDirectory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Words of a 4+2 region on hosts in this process: those that are cached, those that mostly are not, and plain memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RegionBenchmark {
    private static final long REGION_BYTES = 32 << 20;
    private static final long CACHE_BYTES = 4 << 20;
    private static final long HOT_BYTES = 1 << 20;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Arena arena = Arena.ofShared();
    private final MemorySegment plain = arena.allocate(HOT_BYTES, 64);
    private TemporaryDirectory directory;
    private EmbeddedCluster cluster;
    private RemoteRegion region;

    @Setup
    public void start() {
        directory = TemporaryDirectory.create("farpage-bench-");
        cluster = EmbeddedCluster.start(
                EmbeddedConfig.builder(directory.path()).hosts(6).build());
        region = cluster.memory().create("bench", REGION_BYTES, RegionOptions.DEFAULT.withLocalBytes(CACHE_BYTES));
        for (long at = 0; at < REGION_BYTES; at += Long.BYTES) {
            region.setLong(at, at);
        }
        region.flush();
    }

    @TearDown
    public void stop() {
        region.close();
        cluster.close();
        directory.close();
        arena.close();
    }

    @Benchmark
    public long plainAccess() {
        return plain.get(JAVA_LONG, random.nextLong(HOT_BYTES) & -Long.BYTES);
    }

    @Benchmark
    public long hit() {
        return region.getLong(random.nextLong(HOT_BYTES) & -Long.BYTES);
    }

    @Benchmark
    public long mostlyFault() {
        return region.getLong(random.nextLong(REGION_BYTES) & -Long.BYTES);
    }
}
