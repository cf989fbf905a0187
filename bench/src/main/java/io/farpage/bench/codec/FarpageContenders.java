package io.farpage.bench.codec;

import io.farpage.codec.Codec;
import io.farpage.codec.DecodePlan;
import io.farpage.codec.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Farpage's codec in one layout, and copying. */
final class FarpageContenders {

    private FarpageContenders() {}

    static Contender copy(CodecCase what, Blocks blocks, Arena arena) {
        MemorySegment target = arena.allocate(what.blockBytes(), 64);
        return new Contender("copy", "copy", count -> {
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(blocks.data, blocks.nextOffset(), target, 0, what.blockBytes());
            }
        });
    }

    static List<Contender> of(String name, Layout layout, Blocks blocks, Arena arena) {
        Codec codec = Codec.of(blocks.geometry, layout);
        int length = blocks.fragmentBytes;
        MemorySegment data = blocks.data;
        MemorySegment parity = arena.allocate(blocks.parity.byteSize(), 4096);
        MemorySegment changed = arena.allocate(length, 64);
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender(name, "encode", count -> {
            for (int i = 0; i < count; i++) {
                codec.encode(data, blocks.nextOffset(), parity, 0, length);
            }
        }));
        DecodePlan one = codec.plan(1);
        contenders.add(new Contender(name, "decode1", count -> {
            for (int i = 0; i < count; i++) {
                codec.decode(one, data, blocks.nextOffset(), parity, 0, length);
            }
        }));
        int lost = Math.min(blocks.geometry.parity(), blocks.geometry.data());
        DecodePlan most = codec.plan((1L << lost) - 1);
        contenders.add(new Contender(name, "decodeM", count -> {
            for (int i = 0; i < count; i++) {
                codec.decode(most, data, blocks.nextOffset(), parity, 0, length);
            }
        }));
        int last = blocks.geometry.data() - 1;
        long place = (long) last * length;
        contenders.add(new Contender(name, "delta", count -> {
            for (int i = 0; i < count; i++) {
                codec.update(last, data, blocks.nextOffset() + place, changed, 0, parity, 0, length, 0, length);
            }
        }));
        return contenders;
    }
}
