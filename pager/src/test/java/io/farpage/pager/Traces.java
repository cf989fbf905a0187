package io.farpage.pager;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;

/** Pages that programs access, one after the other, as they are accessed again and again or not. */
final class Traces {
    static final int PAGES = 1 << 14;

    private static final int ACCESSES = 20 * PAGES;
    private static final int SHARES = 1 << 20;

    private Traces() {}

    /** All of them, by name. */
    static Map<String, int[]> all(long seed) {
        Random random = new Random(seed);
        Map<String, int[]> traces = new LinkedHashMap<>();
        traces.put("zipf 0.8", of(zipf(0.8, random)));
        traces.put("zipf 1.0", of(zipf(1.0, random)));
        traces.put("scan", of(scan()));
        traces.put("loop of a third", of(loop(PAGES / 3)));
        traces.put("graph traversal", graph(random));
        IntSupplier hot = zipf(1.0, random);
        IntSupplier scan = scan();
        IntSupplier loop = loop(PAGES / 3);
        traces.put("zipf and scan", of(() -> random.nextInt(2) == 0 ? hot.getAsInt() : scan.getAsInt()));
        traces.put("zipf and loop", of(() -> random.nextInt(2) == 0 ? hot.getAsInt() : loop.getAsInt()));
        traces.put("zipf that moves", moving(hot));
        return traces;
    }

    private static int[] of(IntSupplier pages) {
        int[] trace = new int[ACCESSES];
        Arrays.setAll(trace, i -> pages.getAsInt());
        return trace;
    }

    private static IntSupplier zipf(double exponent, Random random) {
        double[] upTo = new double[PAGES];
        double sum = 0;
        for (int rank = 0; rank < PAGES; rank++) {
            sum += Math.pow(rank + 1, -exponent);
            upTo[rank] = sum;
        }
        int[] rankOf = new int[SHARES];
        int rank = 0;
        for (int i = 0; i < SHARES; i++) {
            while (upTo[rank] / sum < (i + 0.5) / SHARES) {
                rank++;
            }
            rankOf[i] = rank;
        }
        return () -> scattered(rankOf[random.nextInt(SHARES)]);
    }

    /** Pages that are accessed as often do not lie side by side. */
    private static int scattered(int rank) {
        return rank * 7_919 & PAGES - 1;
    }

    private static IntSupplier scan() {
        return loop(PAGES);
    }

    private static IntSupplier loop(int pages) {
        int[] next = {0};
        return () -> next[0] = (next[0] + 1) % pages;
    }

    /** What is accessed most is something else after each fifth. */
    private static int[] moving(IntSupplier hot) {
        int[] trace = of(hot);
        Arrays.setAll(trace, i -> (trace[i] + i / (ACCESSES / 5) * (PAGES / 5)) % PAGES);
        return trace;
    }

    /** Breadth first through graphs of eight vertices a page and eight edges each, some vertices with far more than others. */
    private static int[] graph(Random random) {
        int vertices = PAGES * 8;
        int[] trace = new int[ACCESSES];
        int at = 0;
        while (at < ACCESSES) {
            boolean[] seen = new boolean[vertices];
            ArrayDeque<Integer> queue = new ArrayDeque<>();
            queue.add(random.nextInt(vertices));
            while (!queue.isEmpty() && at < ACCESSES) {
                int vertex = queue.remove();
                Random edges = new Random(vertex);
                trace[at++] = vertex / 8;
                for (int edge = 0; edge < 8 && at < ACCESSES; edge++) {
                    int neighbour = (int) (vertices * Math.pow(edges.nextDouble(), 3));
                    trace[at++] = neighbour / 8;
                    if (!seen[neighbour]) {
                        seen[neighbour] = true;
                        queue.add(neighbour);
                    }
                }
            }
        }
        return trace;
    }
}
