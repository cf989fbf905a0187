package io.farpage.bench.pager;

import io.farpage.bench.measure.TimedWork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program that accesses as much plain memory as others have in a region, in the same order. Takes a turn for
 * each line on its standard input and answers with the nanoseconds of an access; the memory is taken with the first.
 */
final class SwappedProgram {
    private SwappedProgram() {}

    /** What {@link #main} has to be told. */
    static List<String> arguments(int turnMs, long bytes, boolean halfWrites, long operationNs) {
        return List.of(
                Integer.toString(turnMs),
                Long.toString(bytes),
                Boolean.toString(halfWrites),
                Long.toString(operationNs));
    }

    /** Runs until standard input ends. */
    public static void main(String[] args) throws IOException {
        long bytes = Long.parseLong(args[1]);
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            input.readLine(); // Only now is it where memory counts.
            try (PlainMemory memory = new PlainMemory(bytes)) {
                TimedWork accesses = new TimedWork(
                        Integer.parseInt(args[0]),
                        RandomAccesses.AT_ONCE,
                        new RandomAccesses(
                                memory,
                                bytes,
                                RandomAccesses.AT_ONCE,
                                Boolean.parseBoolean(args[2]),
                                Long.parseLong(args[3])));
                do {
                    System.out.println(accesses.turn());
                } while (input.readLine() != null);
            }
        }
    }
}
