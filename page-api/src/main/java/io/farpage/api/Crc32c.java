package io.farpage.api;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli, RFC 3720 appendix B.4) of off-heap memory. Thread-safe. */
public final class Crc32c {
    private static final int POLYNOMIAL_REFLECTED = 0x82f63b78;
    private static final int SHORT_BYTES = 64;
    /** Entry {@code 256 * i + b} is the checksum of byte b with i zero bytes after it. */
    private static final int[] TABLES = tables();

    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Crc32c() {}

    /**
     * The checksum of {@code lengthBytes} bytes of {@code from}, up to a gigabyte, from offset {@code at} on. Its memory must stay open until
     * this returns.
     */
    public static int of(MemorySegment from, long at, long lengthBytes) {
        if (lengthBytes <= SHORT_BYTES) {
            return ofShort(from, at, lengthBytes);
        }
        CRC32C crc = new CRC32C();
        crc.update(BufferViews.of(from, at, Math.toIntExact(lengthBytes)));
        return (int) crc.getValue();
    }

    /**
     * Four bytes at a time (Kounavis and Berry, "Novel Table Lookup-Based Algorithms for High-Performance CRC Generation", 2008,
     * section 4): what the JDK has costs more to call than so few bytes take.
     */
    private static int ofShort(MemorySegment from, long at, long lengthBytes) {
        int crc = -1;
        long i = at;
        for (long end = at + lengthBytes - 3; i < end; i += Integer.BYTES) {
            int word = crc ^ from.get(INT, i);
            crc = TABLES[3 * 256 + (word & 0xff)]
                    ^ TABLES[2 * 256 + (word >>> 8 & 0xff)]
                    ^ TABLES[256 + (word >>> 16 & 0xff)]
                    ^ TABLES[word >>> 24];
        }
        for (; i < at + lengthBytes; i++) {
            crc = crc >>> 8 ^ TABLES[(crc ^ from.get(JAVA_BYTE, i)) & 0xff];
        }
        return ~crc;
    }

    private static int[] tables() {
        int[] tables = new int[4 * 256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL_REFLECTED);
            }
            tables[i] = crc;
        }
        for (int i = 256; i < tables.length; i++) {
            tables[i] = tables[i - 256] >>> 8 ^ tables[tables[i - 256] & 0xff];
        }
        return tables;
    }
}
