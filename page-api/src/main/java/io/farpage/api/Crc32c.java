package io.farpage.api;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli, RFC 3720 appendix B.4) of off-heap memory. Thread-safe. */
public final class Crc32c {
    private static final int POLYNOMIAL_REFLECTED = 0x82f63b78;
    private static final int SHORT_BYTES = 64;
    private static final int[] TABLE = table();

    private Crc32c() {}

    /** The checksum of {@code lengthBytes} bytes of {@code from}, up to a gigabyte, from offset {@code at} on. */
    public static int of(MemorySegment from, long at, long lengthBytes) {
        if (lengthBytes <= SHORT_BYTES) {
            int crc = -1;
            for (long i = at; i < at + lengthBytes; i++) {
                crc = crc >>> 8 ^ TABLE[(crc ^ from.get(JAVA_BYTE, i)) & 0xff];
            }
            return ~crc;
        }
        CRC32C crc = new CRC32C();
        crc.update(BufferViews.of(from, at, Math.toIntExact(lengthBytes)));
        return (int) crc.getValue();
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL_REFLECTED);
            }
            table[i] = crc;
        }
        return table;
    }
}
