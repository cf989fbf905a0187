package io.farpage.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Raw memory behind addresses. All passes go through one segment that spans the address space, because the bounds of
 * each user segment are checked once at entry and never again in a loop.
 */
final class Memory {

    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /**
     * Address of two groups of the fast layout that are all zero: stands for a lost fragment or an absent operand, which
     * may be read a vector too far.
     */
    static final long ZEROS =
            Arena.global().allocate(2 * BitGroups.WHOLE_BYTES, 64).address();

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Memory() {}

    static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    static void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    static void copy(long from, long to, int lengthBytes) {
        MemorySegment.copy(ALL, from, ALL, to, lengthBytes);
    }

    static boolean equal(long a, long b, int lengthBytes) {
        return MemorySegment.mismatch(ALL, a, a + lengthBytes, ALL, b, b + lengthBytes) < 0;
    }

    /** The place of the first bit that is set, lowest bits of a byte first; negative if there is none. */
    static long firstSetBit(long address, int lengthBytes) {
        for (int i = 0; i < lengthBytes; i += Long.BYTES) {
            long value = getLong(address + i);
            if (value != 0) {
                return (long) i * Byte.SIZE + Long.numberOfTrailingZeros(value);
            }
        }
        return -1;
    }
}
