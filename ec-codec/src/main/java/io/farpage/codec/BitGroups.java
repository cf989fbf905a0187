package io.farpage.codec;

/**
 * How a fragment of the fast layout is cut: into groups of 512 bytes for as long as there are so many, and what is left
 * into at most one group each of 256, 128 and 64. A group is eight packets of the same length, 64 to 8 bytes; packet j
 * holds bit j of the group's symbols. So every packet is as long as a vector, or a multiple of it, and starts at a
 * multiple of its length.
 */
final class BitGroups {

    static final int PACKETS = 8;
    static final int LONGEST_PACKET_BYTES = 64;
    static final int LONGEST_BYTES = PACKETS * LONGEST_PACKET_BYTES;

    /** How many lengths of groups there are. */
    static final int SIZES = 4;

    private BitGroups() {}

    /** Length of the group that starts at {@code offset} of a fragment. */
    static int bytes(int offset, int fragmentBytes) {
        return Math.min(LONGEST_BYTES, Integer.highestOneBit(fragmentBytes - offset));
    }

    /** Which of the {@link #SIZES} a group of {@code groupBytes} has, 0 for the longest. */
    static int size(int groupBytes) {
        return Integer.numberOfLeadingZeros(groupBytes) - Integer.numberOfLeadingZeros(LONGEST_BYTES);
    }

    /** Packet length of groups of a size. */
    static int packetBytes(int size) {
        return LONGEST_PACKET_BYTES >>> size;
    }

    /** The symbol, of those of a fragment at an address, that a bit of the fragment belongs to. */
    static int symbolAt(long fragment, int fragmentBytes, long bit) {
        int offset = 0;
        while (bit / Byte.SIZE >= offset + bytes(offset, fragmentBytes)) {
            offset += bytes(offset, fragmentBytes);
        }
        int packetBytes = bytes(offset, fragmentBytes) / PACKETS;
        long place = (bit - (long) offset * Byte.SIZE) % ((long) packetBytes * Byte.SIZE);
        int symbol = 0;
        for (int packet = 0; packet < PACKETS; packet++) {
            long address = fragment + offset + (long) packet * packetBytes + place / Byte.SIZE;
            symbol |= (Memory.getByte(address) >>> (int) (place % Byte.SIZE) & 1) << packet;
        }
        return symbol;
    }
}
