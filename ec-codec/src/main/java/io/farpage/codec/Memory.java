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

    /** Address of a group of the fast layout that is all zero: stands for a lost fragment. */
    static final long ZEROS =
            Arena.global().allocate(BitGroups.LONGEST_BYTES, 64).address();

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

    /** Writes zeros over a multiple of 8 bytes. */
    static void clear(long address, int lengthBytes) {
        for (int i = 0; i < lengthBytes; i += Long.BYTES) {
            putLong(address + i, 0);
        }
    }
}
