package io.farpage.codec;

/**
 * How a fragment of the fast layout is cut: into groups of 512 bytes, and a shorter one at the end if the length is no
 * multiple of that. A group is eight packets of the same length, 64 bytes or, in the shorter one, a smaller multiple of
 * 8; packet j holds bit j of the group's symbols.
 */
final class BitGroups {

    static final int PACKETS = 8;
    static final int WHOLE_PACKET_BYTES = 64;
    static final int WHOLE_BYTES = PACKETS * WHOLE_PACKET_BYTES;

    /** Packet lengths there are: this one's multiples. */
    static final int PACKET_STEP_BYTES = 8;

    /** How many packet lengths there are. */
    static final int SIZES = WHOLE_PACKET_BYTES / PACKET_STEP_BYTES;

    private static final int TILE_BYTES = 16 << 10;

    private BitGroups() {}

    /** Which of the {@link #SIZES} the group that starts at {@code offset} of a fragment has; the last is whole. */
    static int size(int offset, int fragmentBytes) {
        return Math.min(WHOLE_BYTES, fragmentBytes - offset) / (PACKETS * PACKET_STEP_BYTES) - 1;
    }

    /** Packet length of groups of a size. */
    static int packetBytes(int size) {
        return (size + 1) * PACKET_STEP_BYTES;
    }

    /** How many whole groups to do in one go, so that the {@code fragments} read fit half of a first-level cache. */
    static int tile(int fragments) {
        return Math.max(1, TILE_BYTES / (fragments * WHOLE_BYTES));
    }

    /** How many groups to do from {@code offset} on in one go: a tile of whole ones, or the one that is not whole. */
    static int groups(int tileGroups, int offset, int fragmentBytes) {
        return Math.max(1, Math.min(tileGroups, (fragmentBytes - offset) / WHOLE_BYTES));
    }

    /** The symbol, of those of a fragment at an address, that a bit of the fragment belongs to. */
    static int symbolAt(long fragment, int fragmentBytes, long bit) {
        int offset = (int) (bit / Byte.SIZE) & -WHOLE_BYTES;
        int packetBytes = packetBytes(size(offset, fragmentBytes));
        long place = (bit - (long) offset * Byte.SIZE) % ((long) packetBytes * Byte.SIZE);
        int symbol = 0;
        for (int packet = 0; packet < PACKETS; packet++) {
            long address = fragment + offset + (long) packet * packetBytes + place / Byte.SIZE;
            symbol |= (Memory.getByte(address) >>> (int) (place % Byte.SIZE) & 1) << packet;
        }
        return symbol;
    }
}
