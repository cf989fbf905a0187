package io.farpage.bench.transport;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Measures some work in turns with other work, so that what the machine does besides is shared fairly. */
final class Turns {
    private static final int WARM_UP_TURNS = 4;

    private final long turnNs;
    private final int pages;
    private final Runnable work;
    private final double[] medians;
    private final double[] samples = new double[1 << 16];
    private long allocated;
    private long operations;

    /**
     * Turns that were not taken yet.
     *
     * @param pages how many pages one run of the work moves
     */
    Turns(int turns, int turnMs, int pages, Runnable work) {
        turnNs = turnMs * 1_000_000L;
        this.pages = pages;
        this.work = work;
        medians = new double[turns];
    }

    /** Takes all turns of both, in alternation. */
    static void run(Turns one, Turns other) {
        for (int i = 0; i < WARM_UP_TURNS; i++) {
            one.turn();
            other.turn();
        }
        one.operations = 0;
        one.allocated = 0;
        for (int i = 0; i < one.medians.length; i++) {
            one.medians[i] = one.turn();
            other.medians[i] = other.turn();
        }
        Arrays.sort(one.medians);
        Arrays.sort(other.medians);
    }

    /** One turn; returns the time for a page: the median of all with one at a time, or what all took, shared. */
    private double turn() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int count = 0;
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        long start = begin;
        while (start - begin < turnNs && count < samples.length) {
            work.run();
            long end = System.nanoTime();
            samples[count++] = (double) (end - start) / pages;
            start = end;
        }
        allocated += threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        operations += (long) count * pages;
        if (pages > 1) {
            return (double) (start - begin) / ((long) count * pages);
        }
        Arrays.sort(samples, 0, count);
        return samples[count / 2];
    }

    double medianNs() {
        return medians[medians.length / 2];
    }

    /** How far the quarters of the turns are apart, as a share of the median. */
    double spread() {
        return (medians[medians.length * 3 / 4] - medians[medians.length / 4]) / medianNs();
    }

    double bytesAllocated() {
        return (double) allocated / operations;
    }
}
