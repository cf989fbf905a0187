package io.farpage.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Gets the just-in-time compiler to compile a codec before the first page needs it. Uncompiled, one page costs up to a
 * millisecond; docs/codec.md has the measurements. To be run once for each geometry and page size in use, at start.
 */
public final class CodecWarmup {

    /** Enough for the compiler to have compiled all of it, on the machines that were measured. */
    public static final int USUAL_ROUNDS = 20_000;

    private CodecWarmup() {}

    /**
     * Encodes, updates and decodes a page of zeros again and again, with one and with as many fragments lost as can be.
     * Blocks for as long as that takes: less than a second for pages of 4 KiB and the usual rounds.
     *
     * @param rounds how often, such as {@link #USUAL_ROUNDS}
     */
    public static void run(Codec codec, int pageBytes, int rounds) {
        Geometry geometry = codec.geometry();
        int fragmentBytes = geometry.fragmentBytes(pageBytes);
        DecodePlan one = codec.plan(geometry.parity() == 0 ? 0 : 1);
        DecodePlan most = codec.plan((1L << Math.min(geometry.parity(), geometry.data())) - 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate((long) geometry.data() * fragmentBytes, 64);
            MemorySegment parity = arena.allocate((long) geometry.parity() * fragmentBytes, 64);
            for (int round = 0; round < rounds; round++) {
                codec.encode(data, 0, parity, 0, fragmentBytes);
                codec.decode(one, data, 0, parity, 0, fragmentBytes);
                codec.decode(most, data, 0, parity, 0, fragmentBytes);
                codec.update(0, data, 0, data, 0, parity, 0, fragmentBytes, 0, fragmentBytes);
            }
        }
    }
}
