package io.farpage.pager;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.pager.EvictionPolicy.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Hit rates of policies that cost a hit no more than a bit, beside LRU, which costs a list; printed as a table. */
final class EvictionComparisonTest {
    private static final int[] PERCENT_LOCAL = {10, 25, 50};

    private interface Maker {
        EvictionPolicy make(int frames, IntUnaryOperator pageOf);
    }

    private static final Map<String, Maker> POLICIES = new TreeMap<>(Map.of(
            "SIEVE", (frames, pageOf) -> new Sieve(frames),
            "CLOCK", (frames, pageOf) -> new Clock(frames),
            "S3-FIFO", S3Fifo::new));

    @Test
    void sieveIsAsGoodAsAnyOverAllTraces() {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (Map.Entry<String, int[]> trace : Traces.all(1).entrySet()) {
            for (int percent : PERCENT_LOCAL) {
                int frames = Traces.PAGES * percent / 100;
                StringBuilder line = new StringBuilder("%-16s %2d %% local".formatted(trace.getKey(), percent));
                POLICIES.forEach((name, maker) -> {
                    double rate = new Trial(frames, maker).hitRate(trace.getValue());
                    sums.merge(name, rate, Double::sum);
                    line.append("  %s %.3f".formatted(name, rate));
                });
                System.out.println(line.append("  LRU %.3f".formatted(lru(frames, trace.getValue()))));
            }
        }
        System.out.println(sums);
        assertThat(sums.get("SIEVE"))
                .as("%s", sums)
                .isGreaterThan(0.97
                        * sums.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElseThrow());
    }

    /** One cache under one policy. */
    private static final class Trial {
        private final int[] frameOf = new int[Traces.PAGES];
        private final int[] pageOf;
        private final boolean[] visited;
        private final EvictionPolicy policy;
        private int free;

        Trial(int frames, Maker maker) {
            pageOf = new int[frames];
            visited = new boolean[frames];
            free = frames;
            Arrays.fill(frameOf, -1);
            policy = maker.make(frames, frame -> pageOf[frame]);
        }

        double hitRate(int[] trace) {
            int hits = 0;
            for (int page : trace) {
                int frame = frameOf[page];
                if (frame >= 0) {
                    hits++;
                    visited[frame] = true;
                } else {
                    load(page);
                }
            }
            return (double) hits / trace.length;
        }

        private void load(int page) {
            int frame = free > 0 ? --free : evict();
            frameOf[page] = frame;
            pageOf[frame] = page;
            visited[frame] = false;
            policy.admitted(frame);
        }

        private int evict() {
            int frame;
            do {
                frame = policy.evictOne(this::judge, 1_000);
            } while (frame == IndexStack.NONE);
            return frame;
        }

        private Verdict judge(int frame) {
            if (visited[frame]) {
                visited[frame] = false;
                return Verdict.VISITED;
            }
            frameOf[pageOf[frame]] = -1;
            return Verdict.EVICTED;
        }
    }

    private static double lru(int frames, int[] trace) {
        Map<Integer, Boolean> pages = new LinkedHashMap<>(16, 0.75f, true);
        int hits = 0;
        for (int page : trace) {
            if (pages.put(page, true) != null) {
                hits++;
            } else if (pages.size() > frames) {
                pages.remove(pages.keySet().iterator().next());
            }
        }
        return (double) hits / trace.length;
    }
}
