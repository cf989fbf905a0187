package io.farpage.bench.codec;

import java.util.ArrayList;
import java.util.List;

/** One fork's results as lines of text, from the fork to the JVM that started it. */
final class ResultLine {

    private static final String SEPARATOR = "\t";

    private ResultLine() {}

    static String write(String what, List<Turns.Result> results) {
        StringBuilder lines = new StringBuilder();
        for (Turns.Result result : results) {
            lines.append(String.join(
                            SEPARATOR,
                            what,
                            result.codec(),
                            result.op(),
                            String.valueOf(result.ns()),
                            String.valueOf(result.bytesAllocated())))
                    .append('\n');
        }
        return lines.append('\n').toString();
    }

    /** The results of each fork that wrote to a file, forks divided by empty lines. */
    static List<List<Turns.Result>> read(List<String> lines) {
        List<List<Turns.Result>> forks = new ArrayList<>();
        List<Turns.Result> fork = new ArrayList<>();
        for (String line : lines) {
            if (line.isEmpty()) {
                forks.add(fork);
                fork = new ArrayList<>();
            } else {
                String[] parts = line.split(SEPARATOR, -1);
                fork.add(new Turns.Result(
                        parts[1], parts[2], Double.parseDouble(parts[3]), Double.parseDouble(parts[4])));
            }
        }
        return forks;
    }
}
