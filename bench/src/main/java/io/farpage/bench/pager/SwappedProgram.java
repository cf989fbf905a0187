package io.farpage.bench.pager;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.farpage.bench.measure.TimedWork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A program that accesses as much plain memory as {@link PagerBench} has in a region, in the same order. Takes a turn for
 * each line on its standard input and answers with the median of an access in nanoseconds; the memory is taken with the first.
 */
final class SwappedProgram {
    private SwappedProgram() {}

    /** Runs until standard input ends; the argument is how long a turn takes in milliseconds. */
    public static void main(String[] args) throws IOException {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            input.readLine(); // Only now is it where memory counts.
            try (Arena arena = Arena.ofShared()) {
                MemorySegment memory = arena.allocate(PagerBench.REGION_BYTES, PagerBench.PAGE);
                fill(memory);
                TimedWork accesses = accesses(memory, Integer.parseInt(args[0]));
                do {
                    System.out.println(accesses.turn());
                } while (input.readLine() != null);
            }
        }
    }

    private static TimedWork accesses(MemorySegment memory, int turnMs) {
        RandomPages pages = new RandomPages((int) (memory.byteSize() / PagerBench.PAGE));
        return new TimedWork(turnMs, 1, () -> {
            long at = (long) pages.next() * PagerBench.PAGE;
            if (memory.get(JAVA_LONG, at) != at) {
                throw new IllegalStateException("the page at " + at + " holds something else");
            }
        });
    }

    private static void fill(MemorySegment memory) {
        PageContent content = new PageContent();
        for (long at = 0; at < memory.byteSize(); at += PagerBench.PAGE) {
            memory.asSlice(at, PagerBench.PAGE).copyFrom(content.of(at));
        }
    }
}
