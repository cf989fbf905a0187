package io.farpage.pager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class IndexStackTest {
    @Test
    void theLastOneInIsTheFirstOneOut() {
        IndexStack stack = new IndexStack(3);
        assertThat(stack.pop()).isEqualTo(IndexStack.NONE);
        stack.push(2);
        stack.push(0);
        stack.push(1);
        assertThat(stack.size()).isEqualTo(3);
        assertThat(List.of(stack.pop(), stack.pop(), stack.pop())).containsExactly(1, 0, 2);
        assertThat(stack.pop()).isEqualTo(IndexStack.NONE);
        assertThat(stack.size()).isZero();
    }

    @Test
    void takesSeveralAtOnce() {
        IndexStack stack = new IndexStack(5);
        stack.push(4);
        stack.pushAll(new int[] {3, 0, 1, 2}, 3);
        stack.pushAll(new int[] {2}, 0);
        assertThat(stack.size()).isEqualTo(4);
        assertThat(List.of(stack.pop(), stack.pop(), stack.pop(), stack.pop())).containsExactly(1, 0, 3, 4);
        assertThat(stack.pop()).isEqualTo(IndexStack.NONE);
    }

    @Test
    void neverGivesTheSameNumberToTwoThreads() throws Exception {
        int numbers = 3;
        IndexStack stack = new IndexStack(numbers);
        for (int i = 0; i < numbers; i++) {
            stack.push(i);
        }
        AtomicIntegerArray holders = new AtomicIntegerArray(numbers);
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                all.add(executor.submit(() -> {
                    for (int round = 0; round < 200_000; round++) {
                        int number = stack.pop();
                        if (number != IndexStack.NONE) {
                            if (holders.incrementAndGet(number) != 1) {
                                throw new AssertionError("number " + number + " was given twice");
                            }
                            holders.decrementAndGet(number);
                            stack.push(number);
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(List.of(stack.pop(), stack.pop(), stack.pop())).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(stack.pop()).isEqualTo(IndexStack.NONE);
    }
}
