package io.farpage.examples;

import io.farpage.pager.RemoteRegion;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Sorts as many numbers as half of a region holds into its other half: sorted runs of what local memory holds, then one merge. */
final class ExternalSort implements Example {
    private static final int BUFFERED = 8 << 10;

    @Override
    public String run(RemoteRegion region, long localBytes) {
        long count = region.length() / (2 * Long.BYTES);
        int perRun = Math.clamp(localBytes / Long.BYTES, 1, 1 << 27);
        long sum = fill(region, count, perRun);
        int runs = sortRuns(region, count, perRun);
        merge(region, count, perRun);
        check(region, count, sum);
        region.flush();
        return "%,d numbers sorted in %d runs and a merge; in order and all there".formatted(count, runs);
    }

    private static long fill(RemoteRegion region, long count, int atOnce) {
        SplittableRandom random = new SplittableRandom(1);
        long sum = 0;
        for (long first = 0; first < count; first += atOnce) {
            long[] numbers = new long[(int) Math.min(atOnce, count - first)];
            Arrays.setAll(numbers, i -> random.nextLong());
            sum += Arrays.stream(numbers).sum();
            region.write(first * Long.BYTES, MemorySegment.ofArray(numbers));
        }
        return sum;
    }

    private static int sortRuns(RemoteRegion region, long count, int perRun) {
        int runs = 0;
        for (long first = 0; first < count; first += perRun) {
            long[] run = new long[(int) Math.min(perRun, count - first)];
            region.read(first * Long.BYTES, MemorySegment.ofArray(run));
            Arrays.sort(run);
            region.write(first * Long.BYTES, MemorySegment.ofArray(run));
            runs++;
        }
        return runs;
    }

    /** One of the sorted runs, read a buffer at a time. */
    private static final class Run {
        private final RemoteRegion region;
        private final long end;
        private final long[] buffer = new long[BUFFERED];
        private long next;
        private int at = BUFFERED;
        private int filled = BUFFERED;

        Run(RemoteRegion region, long first, long end) {
            this.region = region;
            this.end = end;
            next = first;
            advance();
        }

        long value() {
            return buffer[at];
        }

        /** Goes on to the next number; false when there is none. */
        boolean advance() {
            if (++at < filled) {
                return true;
            }
            filled = (int) Math.min(BUFFERED, end - next);
            region.read(next * Long.BYTES, MemorySegment.ofArray(buffer).asSlice(0, (long) filled * Long.BYTES));
            next += filled;
            at = 0;
            return filled > 0;
        }
    }

    private static void merge(RemoteRegion region, long count, int perRun) {
        PriorityQueue<Run> runs = new PriorityQueue<>(Comparator.comparingLong(Run::value));
        for (long first = 0; first < count; first += perRun) {
            runs.add(new Run(region, first, Math.min(count, first + perRun)));
        }
        long[] out = new long[BUFFERED];
        for (long first = 0; first < count; first += BUFFERED) {
            int length = (int) Math.min(BUFFERED, count - first);
            for (int i = 0; i < length; i++) {
                Run least = runs.remove();
                out[i] = least.value();
                if (least.advance()) {
                    runs.add(least);
                }
            }
            region.write(
                    (count + first) * Long.BYTES, MemorySegment.ofArray(out).asSlice(0, (long) length * Long.BYTES));
        }
    }

    private static void check(RemoteRegion region, long count, long sum) {
        long left = sum;
        long before = Long.MIN_VALUE;
        for (long i = 0; i < count; i++) {
            long number = region.getLong((count + i) * Long.BYTES);
            if (number < before) {
                throw new IllegalStateException("number " + i + " is smaller than the one before it");
            }
            before = number;
            left -= number;
        }
        if (left != 0) {
            throw new IllegalStateException("the sorted numbers are not those that were to be sorted");
        }
    }
}
