package io.farpage.bench;

import io.farpage.codec.Codec;
import io.farpage.codec.Geometry;
import io.farpage.codec.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Coding a page beside copying it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncodeBenchmark {
    private static final int PAGE_BYTES = 4096;

    @Param({"4+2", "8+2", "8+3"})
    public String geometry = "4+2";

    private final Arena arena = Arena.ofShared();
    private final MemorySegment page = arena.allocate(PAGE_BYTES, 64);
    private final MemorySegment target = arena.allocate(PAGE_BYTES, 64);
    private Codec codec = Codec.of(new Geometry(4, 2), Layout.FAST);

    @Setup
    public void chooseCodec() {
        String[] parts = geometry.split("\\+", 2);
        codec = Codec.of(new Geometry(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])), Layout.FAST);
    }

    @TearDown
    public void free() {
        arena.close();
    }

    @Benchmark
    public void encode() {
        codec.encode(page, 0, target, 0, PAGE_BYTES / codec.geometry().data());
    }

    @Benchmark
    public void copy() {
        MemorySegment.copy(page, 0, target, 0, PAGE_BYTES);
    }
}
