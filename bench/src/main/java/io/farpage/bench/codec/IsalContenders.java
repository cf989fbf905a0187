package io.farpage.bench.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * ISA-L through the FFM API. Its decoding is encoding with other coefficients, so it takes the same time whatever those
 * are; the tables are made beforehand, as a decode plan is.
 */
final class IsalContenders {

    private final Blocks blocks;
    private final int k;
    private final int m;
    private final int length;
    private final MemorySegment tables;
    private final MemorySegment sources;
    private final MemorySegment targets;
    private final MemorySegment parity;

    private IsalContenders(Blocks blocks, Arena arena) {
        this.blocks = blocks;
        this.k = blocks.geometry.data();
        this.m = blocks.geometry.parity();
        this.length = blocks.fragmentBytes;
        this.tables = Isal.tables(k, m, arena);
        this.sources = arena.allocate(ADDRESS, k);
        this.targets = arena.allocate(ADDRESS, m);
        this.parity = arena.allocate((long) m * length, 4096);
    }

    static List<Contender> of(Blocks blocks, Arena arena) {
        IsalContenders contenders = new IsalContenders(blocks, arena);
        int most = Math.min(contenders.m, contenders.k);
        return List.of(
                new Contender("isal", "encode", contenders::encode),
                new Contender("isal", "decode1", count -> contenders.decode(count, 1)),
                new Contender("isal", "decodeM", count -> contenders.decode(count, most)),
                new Contender("isal", "delta", contenders::update));
    }

    private void encode(int count) {
        parityTo(targets);
        for (int i = 0; i < count; i++) {
            long block = blocks.data.address() + blocks.nextOffset();
            for (int fragment = 0; fragment < k; fragment++) {
                sources.setAtIndex(ADDRESS, fragment, at(block, fragment));
            }
            Isal.encode(length, k, m, tables, sources, targets);
        }
    }

    /** Computes the first fragments from the rest and as much parity, in their places. */
    private void decode(int count, int lost) {
        parityTo(sources);
        for (int i = 0; i < count; i++) {
            long block = blocks.data.address() + blocks.nextOffset();
            for (int fragment = 0; fragment < lost; fragment++) {
                targets.setAtIndex(ADDRESS, fragment, at(block, fragment));
            }
            for (int fragment = lost; fragment < k; fragment++) {
                sources.setAtIndex(ADDRESS, fragment, at(block, fragment));
            }
            Isal.encode(length, k, lost, tables, sources, targets);
        }
    }

    /** Adds to the parity what one fragment contributes, taken as the difference that somebody has computed. */
    private void update(int count) {
        parityTo(targets);
        for (int i = 0; i < count; i++) {
            long block = blocks.data.address() + blocks.nextOffset();
            Isal.update(length, k, m, k - 1, tables, at(block, k - 1), targets);
        }
    }

    private void parityTo(MemorySegment pointers) {
        for (int row = 0; row < Math.min(m, k); row++) {
            pointers.setAtIndex(ADDRESS, row, at(parity.address(), row));
        }
    }

    private MemorySegment at(long area, int fragment) {
        return MemorySegment.ofAddress(area + (long) fragment * length);
    }
}
