package io.farpage.bench.codec;

import com.backblaze.erasure.ReedSolomon;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Backblaze JavaReedSolomon. It works on byte arrays, which a hot block lies in already; a cold one is copied to them
 * first, as it has to be where pages are not on the heap.
 */
final class BackblazeContenders {

    private final Blocks blocks;
    private final ReedSolomon codec;
    private final byte[][] shards;
    private final boolean[] present;

    private BackblazeContenders(Blocks blocks) {
        this.blocks = blocks;
        this.codec = ReedSolomon.create(blocks.geometry.data(), blocks.geometry.parity());
        this.shards = new byte[blocks.geometry.total()][blocks.fragmentBytes];
        this.present = new boolean[shards.length];
        fill(0);
    }

    /** All that it has; it cannot update parity. */
    static List<Contender> of(Blocks blocks) {
        BackblazeContenders contenders = new BackblazeContenders(blocks);
        int most = Math.min(blocks.geometry.parity(), blocks.geometry.data());
        return List.of(
                new Contender("backblaze", "encode", contenders::encode),
                new Contender("backblaze", "decode1", count -> contenders.decode(count, 1)),
                new Contender("backblaze", "decodeM", count -> contenders.decode(count, most)));
    }

    private void encode(int count) {
        for (int i = 0; i < count; i++) {
            nextBlock();
            codec.encodeParity(shards, 0, blocks.fragmentBytes);
        }
    }

    private void decode(int count, int lost) {
        for (int i = 0; i < count; i++) {
            nextBlock();
            Arrays.fill(present, true);
            Arrays.fill(present, 0, lost, false);
            codec.decodeMissing(shards, present, 0, blocks.fragmentBytes);
        }
    }

    private void nextBlock() {
        if (blocks.isCold()) {
            fill(blocks.nextOffset());
        }
    }

    private void fill(long block) {
        int length = blocks.fragmentBytes;
        for (int fragment = 0; fragment < blocks.geometry.data(); fragment++) {
            long from = block + (long) fragment * length;
            MemorySegment.copy(blocks.data, ValueLayout.JAVA_BYTE, from, shards[fragment], 0, length);
        }
    }
}
