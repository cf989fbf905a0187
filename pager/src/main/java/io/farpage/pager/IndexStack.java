package io.farpage.pager;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock-free stack of the numbers 0 to n-1 (Treiber, "Systems Programming: Coping with Parallelism", 1986); a tag that grows
 * with every change keeps a slow pop from mistaking a number that came back for one that never left. Never allocates.
 * Thread-safe.
 */
final class IndexStack {
    static final int NONE = -1;
    private static final long TAG_ONE = 1L << 32;

    /** High half: tag; low half: top. */
    private final AtomicLong head = new AtomicLong(NONE & 0xffff_ffffL);

    private final AtomicIntegerArray below;
    private final AtomicInteger size = new AtomicInteger();

    /** An empty stack for numbers below {@code capacity}. */
    IndexStack(int capacity) {
        below = new AtomicIntegerArray(capacity);
    }

    /** Puts a number on the stack that is not on it. */
    void push(int index) {
        while (true) {
            long h = head.get();
            below.setPlain(index, (int) h);
            if (head.compareAndSet(h, next(h, index))) {
                size.incrementAndGet();
                return;
            }
        }
    }

    /** Puts the first {@code count} numbers on the stack, none of which is on it: the last one is the first to be taken. */
    void pushAll(int[] indexes, int count) {
        for (int i = 1; i < count; i++) {
            below.setPlain(indexes[i], indexes[i - 1]);
        }
        while (count > 0) {
            long h = head.get();
            below.setPlain(indexes[0], (int) h);
            if (head.compareAndSet(h, next(h, indexes[count - 1]))) {
                size.addAndGet(count);
                return;
            }
        }
    }

    /** Takes the last number that was put, or {@link #NONE}. */
    int pop() {
        while (true) {
            long h = head.get();
            int top = (int) h;
            if (top == NONE) {
                return NONE;
            }
            if (head.compareAndSet(h, next(h, below.getPlain(top)))) {
                size.decrementAndGet();
                return top;
            }
        }
    }

    /** How many numbers are on the stack, give or take those that are moving. */
    int size() {
        return size.get();
    }

    private static long next(long head, int top) {
        return ((head & -TAG_ONE) + TAG_ONE) | (top & 0xffff_ffffL);
    }
}
