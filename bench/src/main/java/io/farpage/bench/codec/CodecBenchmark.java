package io.farpage.bench.codec;

import io.farpage.codec.Layout;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One fork measures all codecs on the same data, taking turns, so that its ratios hold although the machine has other
 * work. JMH starts the forks and runs each once; the times go to a file.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
public class CodecBenchmark {
    private static final int PAGE_BYTES = 4096;

    /** A {@link CodecCase}. */
    @Param("8+2/4096/hot")
    public String what = "";

    /** How much each contender does before it may count as warm, in pages of 4 KiB. */
    @Param("1")
    public int warmUpPages;

    /** Length of the measurement of one contender. */
    @Param("1")
    public int millisEach;

    /** Where lines of results are appended; nowhere if empty. */
    @Param("")
    public String resultFile = "";

    private final Arena arena = Arena.ofShared();
    private List<Contender> contenders = List.of();
    private int warmUpBlocks;

    @Setup
    public void makeContenders() {
        CodecCase parsed = CodecCase.parse(what);
        Blocks blocks = new Blocks(parsed, arena);
        List<Contender> all = new ArrayList<>();
        all.add(FarpageContenders.copy(parsed, blocks, arena));
        all.addAll(FarpageContenders.of("farpage", Layout.FAST, blocks, arena));
        all.addAll(FarpageContenders.of("farpage-standard", Layout.STANDARD, blocks, arena));
        if (Isal.isInstalled()) {
            all.addAll(IsalContenders.of(blocks, arena));
        }
        all.addAll(BackblazeContenders.of(blocks));
        contenders = all;
        warmUpBlocks = Math.max(1, (int) ((long) warmUpPages * PAGE_BYTES / parsed.blockBytes()));
    }

    @TearDown
    public void free() {
        arena.close();
    }

    @Benchmark
    public List<Turns.Result> takeTurns() throws IOException {
        List<Turns.Result> results = new Turns(contenders, warmUpBlocks, millisEach).run();
        if (!resultFile.isEmpty()) {
            Files.writeString(
                    Path.of(resultFile),
                    ResultLine.write(what, results),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        return results;
    }
}
