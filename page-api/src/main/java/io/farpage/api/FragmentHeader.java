package io.farpage.api;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The 32 bytes that describe a fragment wherever it is: in a slot, in flight, in a scan. All fields little-endian.
 *
 * <pre>
 *  byte  0      format, 1; a header whose 32 bytes are all zero is a free slot
 *  byte  1      kind: see {@link Kind}
 *  byte  2      index of the fragment in its stripe
 *  byte  3      data fragments of the stripe (k)
 *  byte  4      parity fragments of the stripe (m)
 *  bytes 5-7    region id
 *  bytes 8-12   page number within the region
 *  bytes 13-15  generation of the slab group that it was written under
 *  bytes 16-23  version
 *  bytes 24-27  CRC32C of the payload
 *  bytes 28-31  CRC32C of bytes 0-27
 * </pre>
 *
 * <p>The header's own checksum lets a scan trust headers without reading payloads. Methods take a segment and an offset and
 * allocate nothing.
 */
public final class FragmentHeader {
    /** Size of a header. */
    public static final int BYTES = 32;

    private static final int FORMAT = 1;
    private static final int CRC_OFFSET = 28;
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Kind[] KINDS = Kind.values();

    /** What a fragment stands for. */
    public enum Kind {
        /** A piece of a page. */
        PAGE(1),
        /** The page was trimmed at this version: it reads as zeros. The payload means nothing. */
        TOMBSTONE(2),
        /**
         * This version of the page was acknowledged and more of its fragments were lost than the code can bear. Repair
         * writes it where the fragment would have been, so that nothing older is ever put in the page's place.
         */
        LOST(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private FragmentHeader() {}

    private static int kindCode(long word0) {
        return (int) (word0 >>> 8 & 0xff);
    }

    /** Writes a whole header with its checksum. Values are not checked against their fields' widths. */
    public static void write(
            MemorySegment to,
            long at,
            Kind kind,
            int index,
            Redundancy redundancy,
            RegionId region,
            long page,
            int generation,
            long version,
            int payloadCrc) {
        to.set(LONG, at, word0(kind, index, redundancy, region));
        to.set(LONG, at + 8, page | (long) generation << 40);
        to.set(LONG, at + 16, version);
        to.set(INT, at + 24, payloadCrc);
        to.set(INT, at + CRC_OFFSET, Crc32c.of(to, at, CRC_OFFSET));
    }

    private static long word0(Kind kind, int index, Redundancy redundancy, RegionId region) {
        return FORMAT
                | (long) kind.code << 8
                | (long) index << 16
                | (long) redundancy.data() << 24
                | (long) redundancy.parity() << 32
                | (long) region.value() << 40;
    }

    /** Whether a header says all this, of whatever generation; its checksum is not looked at. */
    public static boolean describes(
            MemorySegment from,
            long at,
            Kind kind,
            int index,
            Redundancy redundancy,
            RegionId region,
            long page,
            long version) {
        return from.get(LONG, at) == word0(kind, index, redundancy, region)
                && page(from, at) == page
                && version(from, at) == version;
    }

    /** Whether all 32 bytes are zero: nothing was ever stored here. */
    public static boolean isFree(MemorySegment from, long at) {
        return (from.get(LONG, at) | from.get(LONG, at + 8) | from.get(LONG, at + 16) | from.get(LONG, at + 24)) == 0;
    }

    /** Whether the header is of a format and kind that we know and its own checksum is right. Says nothing of the payload. */
    public static boolean isIntact(MemorySegment from, long at) {
        long word0 = from.get(LONG, at);
        return (word0 & 0xff) == FORMAT
                && kindCode(word0) >= 1
                && kindCode(word0) <= KINDS.length
                && from.get(INT, at + CRC_OFFSET) == Crc32c.of(from, at, CRC_OFFSET);
    }

    /** What the fragment stands for; only for an {@linkplain #isIntact intact} header. */
    public static Kind kind(MemorySegment from, long at) {
        return KINDS[kindCode(from.get(LONG, at)) - 1];
    }

    public static int index(MemorySegment from, long at) {
        return (int) (from.get(LONG, at) >>> 16 & 0xff);
    }

    public static int data(MemorySegment from, long at) {
        return (int) (from.get(LONG, at) >>> 24 & 0xff);
    }

    public static int parity(MemorySegment from, long at) {
        return (int) (from.get(LONG, at) >>> 32 & 0xff);
    }

    public static int region(MemorySegment from, long at) {
        return (int) (from.get(LONG, at) >>> 40);
    }

    public static long page(MemorySegment from, long at) {
        return from.get(LONG, at + 8) & (1L << 40) - 1;
    }

    public static int generation(MemorySegment from, long at) {
        return (int) (from.get(LONG, at + 8) >>> 40);
    }

    public static long version(MemorySegment from, long at) {
        return from.get(LONG, at + 16);
    }

    public static int payloadCrc(MemorySegment from, long at) {
        return from.get(INT, at + 24);
    }
}
