package io.farpage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final int MIB = 8;
    private static final int LOCAL_MIB = 1;

    @Test
    void keyValueStore() {
        assertThat(ExampleVerb.run(ExampleVerb.Program.KV, MIB, LOCAL_MIB))
                .startsWith("kv: 5,392 keys with values of 1,000 bytes");
    }

    @Test
    void externalSort() {
        assertThat(ExampleVerb.run(ExampleVerb.Program.SORT, MIB, LOCAL_MIB))
                .startsWith("sort: 524,288 numbers sorted in 4 runs and a merge");
    }

    @Test
    void pageRank() {
        int vertices = (int) ((MIB << 20) * 0.75) / 80;
        double[] ranks = new double[vertices];
        Arrays.fill(ranks, 1.0 / vertices);
        for (int round = 0; round < PageRank.ROUNDS; round++) {
            double[] next = new double[vertices];
            Arrays.fill(next, (1 - PageRank.DAMPING) / vertices);
            for (int vertex = 0; vertex < vertices; vertex++) {
                for (long neighbour : PageRank.neighbours(vertex, vertices)) {
                    next[(int) neighbour] += PageRank.DAMPING * ranks[vertex] / 8;
                }
            }
            ranks = next;
        }
        int highest = 0;
        for (int vertex = 0; vertex < vertices; vertex++) {
            highest = ranks[vertex] > ranks[highest] ? vertex : highest;
        }
        assertThat(ExampleVerb.run(ExampleVerb.Program.PAGERANK, MIB, LOCAL_MIB))
                .contains("vertex %d ranks highest with %.9f".formatted(highest, ranks[highest]));
    }
}
