package io.farpage.bench.codec;

import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures contenders that take turns of a fraction of a millisecond. */
final class Turns {

    /**
     * What one contender came to.
     *
     * @param codec as in {@link CodecRow}
     * @param op as in {@link CodecRow}
     * @param ns for one block, the median of all turns
     * @param bytesAllocated for one block
     */
    record Result(String codec, String op, double ns, double bytesAllocated) {}

    private static final long TURN_NS = 250_000;
    private static final double WARM_UP_SHARE = 0.3;
    private static final int MOST_WARM_UPS = 8;

    private final List<Contender> contenders;
    private final int warmUpBlocks;
    private final long millisEach;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();

    /**
     * Prepares turns.
     *
     * @param warmUpBlocks how many blocks in a row must cause no compilation before a contender is warm
     * @param millisEach how long each contender is measured for
     */
    Turns(List<Contender> contenders, int warmUpBlocks, long millisEach) {
        this.contenders = contenders;
        this.warmUpBlocks = warmUpBlocks;
        this.millisEach = millisEach;
    }

    List<Result> run() {
        // Twice: what the compiler knew when it compiled the first may not hold any more after the last.
        contenders.forEach(this::warmUp);
        contenders.forEach(this::warmUp);
        int measured = (int) Math.max(1, millisEach * 1_000_000 / TURN_NS);
        int warmUp = (int) (measured * WARM_UP_SHARE) + 1;
        int[] blocks = new int[contenders.size()];
        Arrays.fill(blocks, 1);
        double[][] ns = new double[contenders.size()][measured];
        for (int round = 0; round < warmUp + measured; round++) {
            for (int c = 0; c < blocks.length; c++) {
                double time = turn(contenders.get(c), blocks[c]);
                if (round < warmUp) {
                    blocks[c] = Math.clamp((long) (TURN_NS / time), 1, 1 << 20);
                } else {
                    ns[c][round - warmUp] = time;
                }
            }
        }
        List<Result> results = new ArrayList<>();
        for (int c = 0; c < blocks.length; c++) {
            Contender contender = contenders.get(c);
            results.add(new Result(contender.codec(), contender.op(), median(ns[c]), allocated(contender, blocks[c])));
        }
        return results;
    }

    /** Time alone says nothing where the compiler has to share the cores with others. */
    private void warmUp(Contender contender) {
        for (int i = 0; i < MOST_WARM_UPS; i++) {
            long before = compiler.getTotalCompilationTime();
            contender.work().run(warmUpBlocks);
            if (compiler.getTotalCompilationTime() == before) {
                return;
            }
        }
    }

    /** A first block is not timed: others have just had the caches, and what is hot has to be there first. */
    private static double turn(Contender contender, int blocks) {
        contender.work().run(1);
        long start = System.nanoTime();
        contender.work().run(blocks);
        return Math.max(1, System.nanoTime() - start) / (double) blocks;
    }

    private double allocated(Contender contender, int blocks) {
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        contender.work().run(blocks);
        return (threads.getThreadAllocatedBytes(thread) - before) / (double) blocks;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
