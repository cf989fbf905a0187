package io.farpage.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * A stripe in native memory for tests: random data, its parity as computed by a codec, and guard bytes around both
 * areas that no call may touch.
 */
final class Stripe {

    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = (byte) 0xa5;

    final Codec codec;
    final int fragmentBytes;
    final MemorySegment data;
    final MemorySegment parity;

    private Stripe(Codec codec, int fragmentBytes, Arena arena) {
        this.codec = codec;
        this.fragmentBytes = fragmentBytes;
        this.data = guarded(arena, codec.geometry().data());
        this.parity = guarded(arena, codec.geometry().parity());
    }

    private MemorySegment guarded(Arena arena, int fragments) {
        return arena.allocate((long) fragments * fragmentBytes + 2 * GUARD_BYTES, 64)
                .fill(GUARD);
    }

    /** A stripe of random data that has been encoded. */
    static Stripe encoded(Codec codec, int fragmentBytes, long seed, Arena arena) {
        Stripe stripe = new Stripe(codec, fragmentBytes, arena);
        stripe.fillData(new Random(seed));
        stripe.encode();
        return stripe;
    }

    private void fillData(Random random) {
        byte[] bytes = new byte[codec.geometry().data() * fragmentBytes];
        random.nextBytes(bytes);
        MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, GUARD_BYTES, bytes.length);
    }

    void encode() {
        codec.encode(data, GUARD_BYTES, parity, GUARD_BYTES, fragmentBytes);
    }

    void decode(long missingMask) {
        codec.decode(codec.plan(missingMask), data, GUARD_BYTES, parity, GUARD_BYTES, fragmentBytes);
    }

    void rebuild(long missingMask, int index, MemorySegment target) {
        codec.rebuild(codec.plan(missingMask), index, data, GUARD_BYTES, parity, GUARD_BYTES, fragmentBytes, target, 0);
    }

    MemorySegment fragment(int index) {
        int k = codec.geometry().data();
        MemorySegment area = index < k ? data : parity;
        long place = index < k ? index : index - k;
        return area.asSlice(GUARD_BYTES + place * fragmentBytes, fragmentBytes);
    }

    /** All data fragments as one segment. */
    MemorySegment dataArea() {
        return data.asSlice(GUARD_BYTES, data.byteSize() - 2 * GUARD_BYTES);
    }

    /** All parity fragments as one segment. */
    MemorySegment parityArea() {
        return parity.asSlice(GUARD_BYTES, parity.byteSize() - 2 * GUARD_BYTES);
    }

    /** Overwrites what a mask names with bytes that are certainly not what was there. */
    void destroy(long mask) {
        for (int index : Bits.positions(mask)) {
            MemorySegment fragment = fragment(index);
            for (long i = 0; i < fragmentBytes; i++) {
                fragment.set(ValueLayout.JAVA_BYTE, i, (byte) ~fragment.get(ValueLayout.JAVA_BYTE, i));
            }
        }
    }

    byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(data.byteSize() + parity.byteSize())];
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, all, 0, (int) data.byteSize());
        MemorySegment.copy(parity, ValueLayout.JAVA_BYTE, 0, all, (int) data.byteSize(), (int) parity.byteSize());
        return all;
    }

    /** Puts back what {@link #bytes} gave. */
    void restore(byte[] all) {
        MemorySegment.copy(all, 0, data, ValueLayout.JAVA_BYTE, 0, (int) data.byteSize());
        MemorySegment.copy(all, (int) data.byteSize(), parity, ValueLayout.JAVA_BYTE, 0, (int) parity.byteSize());
    }
}
