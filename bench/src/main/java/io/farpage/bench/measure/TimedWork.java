package io.farpage.bench.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Work of the calling thread that is repeated for the length of a turn. */
public final class TimedWork implements Contender {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final double[] samples = new double[1 << 16];
    private final long turnNs;
    private final int operations;
    private final Runnable work;
    private long allocated;
    private long done;

    /** @param operations how many one run of the work does */
    public TimedWork(int turnMs, int operations, Runnable work) {
        turnNs = turnMs * 1_000_000L;
        this.operations = operations;
        this.work = work;
    }

    /** The median of all operations when they are done one at a time, or what all took, shared. */
    @Override
    public double turn() {
        int count = 0;
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        long start = begin;
        while (start - begin < turnNs && count < samples.length) {
            work.run();
            long end = System.nanoTime();
            samples[count++] = end - start;
            start = end;
        }
        allocated += threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        done += (long) count * operations;
        if (operations > 1) {
            return (double) (start - begin) / ((long) count * operations);
        }
        Arrays.sort(samples, 0, count);
        return samples[count / 2];
    }

    @Override
    public void forgetWarmUp() {
        allocated = 0;
        done = 0;
    }

    /** Bytes for one operation, by the calling thread. */
    public double bytesAllocated() {
        return (double) allocated / done;
    }
}
