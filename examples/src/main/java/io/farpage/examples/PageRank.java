package io.farpage.examples;

import io.farpage.pager.RemoteRegion;
import io.farpage.structures.RegionHeap;
import io.farpage.structures.RemoteLongArray;
import java.util.SplittableRandom;

/**
 * PageRank (Page, Brin, Motwani and Winograd, 1999) of a random graph in which a few vertices get most edges: the edges, and the ranks
 * before and after a round, are arrays in a region.
 */
public final class PageRank implements Example {
    static final double DAMPING = 0.85;
    static final int ROUNDS = 3;

    private static final int EDGES_OF_VERTEX = 8;
    private static final int WORDS_OF_VERTEX = EDGES_OF_VERTEX + 2;

    /** What the heap's own words take, and that its larger blocks come in steps of up to a quarter. */
    private static final double USED_OF_REGION = 0.75;

    @Override
    public String run(RemoteRegion region, long localBytes) {
        long vertices = vertices(region.length());
        RegionHeap heap = RegionHeap.create(region);
        RemoteLongArray edges = RemoteLongArray.create(heap, vertices * EDGES_OF_VERTEX);
        for (long vertex = 0; vertex < vertices; vertex++) {
            edges.set(vertex * EDGES_OF_VERTEX, neighbours(vertex, vertices));
        }
        RemoteLongArray ranks = RemoteLongArray.create(heap, vertices);
        RemoteLongArray next = RemoteLongArray.create(heap, vertices);
        setAll(ranks, 1.0 / vertices);
        for (int round = 0; round < ROUNDS; round++) {
            setAll(next, (1 - DAMPING) / vertices);
            spread(edges, ranks, next);
            RemoteLongArray old = ranks;
            ranks = next;
            next = old;
        }
        region.flush();
        return summary(ranks, vertices);
    }

    private static long vertices(long regionBytes) {
        return (long) (regionBytes * USED_OF_REGION) / (WORDS_OF_VERTEX * Long.BYTES);
    }

    /** How many edges all rounds together follow in a region of that length. */
    public static long edgesFollowed(long regionBytes) {
        return vertices(regionBytes) * EDGES_OF_VERTEX * ROUNDS;
    }

    static long[] neighbours(long vertex, long vertices) {
        SplittableRandom random = new SplittableRandom(vertex);
        long[] all = new long[EDGES_OF_VERTEX];
        for (int edge = 0; edge < all.length; edge++) {
            all[edge] = (long) (vertices * Math.pow(random.nextDouble(), 3));
        }
        return all;
    }

    private static void setAll(RemoteLongArray ranks, double value) {
        for (long vertex = 0; vertex < ranks.length(); vertex++) {
            ranks.set(vertex, Double.doubleToRawLongBits(value));
        }
    }

    private static void spread(RemoteLongArray edges, RemoteLongArray from, RemoteLongArray to) {
        long[] neighbours = new long[EDGES_OF_VERTEX];
        for (long vertex = 0; vertex < from.length(); vertex++) {
            double share = DAMPING * Double.longBitsToDouble(from.get(vertex)) / EDGES_OF_VERTEX;
            edges.get(vertex * EDGES_OF_VERTEX, neighbours);
            for (long neighbour : neighbours) {
                to.set(neighbour, Double.doubleToRawLongBits(Double.longBitsToDouble(to.get(neighbour)) + share));
            }
        }
    }

    private static String summary(RemoteLongArray ranks, long vertices) {
        double sum = 0;
        double most = 0;
        long highest = 0;
        for (long vertex = 0; vertex < vertices; vertex++) {
            double rank = Double.longBitsToDouble(ranks.get(vertex));
            sum += rank;
            if (rank > most) {
                most = rank;
                highest = vertex;
            }
        }
        if (Math.abs(sum - 1) > 1e-6) {
            throw new IllegalStateException("all ranks together are " + sum + ", not 1");
        }
        return "%,d vertices with %,d edges, %d rounds; vertex %d ranks highest with %.9f, and all ranks are 1 together"
                .formatted(vertices, vertices * EDGES_OF_VERTEX, ROUNDS, highest, most);
    }
}
