package io.farpage.bench.pager;

/**
 * Accesses to the words at the starts of pages in an order without pattern: reads alone, or in turns with writes to the words after them.
 * Used by one thread.
 */
public final class RandomAccesses implements Runnable {
    /** How many one run does, where what they share counts: what is done for several at a time, now and then. */
    public static final int AT_ONCE = 64;

    private final Memory memory;
    private final RandomPages pages;
    private final int atOnce;
    private final boolean halfWrites;
    private final long operationNs;
    private long done;

    /** Where the words are: an offset's page holds that offset at its start. */
    public interface Memory {
        long get(long at);

        void set(long at, long value);
    }

    /**
     * Accesses to all pages of so many bytes.
     *
     * @param atOnce how many one run does
     * @param operationNs how long a program computes after each access
     */
    public RandomAccesses(Memory memory, long bytes, int atOnce, boolean halfWrites, long operationNs) {
        this.memory = memory;
        this.atOnce = atOnce;
        pages = new RandomPages((int) (bytes / PagerBench.PAGE));
        this.halfWrites = halfWrites;
        this.operationNs = operationNs;
    }

    @Override
    public void run() {
        for (int i = 0; i < atOnce; i++) {
            access((long) pages.next() * PagerBench.PAGE);
            compute();
        }
    }

    private void access(long at) {
        done++;
        if (halfWrites && (done & 1) == 0) {
            memory.set(at + Long.BYTES, done);
        } else if (memory.get(at) != at) {
            throw new IllegalStateException("the page at " + at + " holds something else");
        }
    }

    private void compute() {
        if (operationNs > 0) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < operationNs) {
                Thread.onSpinWait();
            }
        }
    }
}
