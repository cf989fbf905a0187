package io.farpage.codec;

/**
 * How a fragment of the fast layout is cut: into groups of 512 bytes, and a shorter one at the end if the length is no
 * multiple of that. A group is eight packets of the same length; packet j holds bit j of the group's symbols.
 */
final class BitGroups {

    static final int GROUP_BYTES = 512;
    static final int PACKETS = 8;

    private BitGroups() {}

    /** Packet length of the group that starts at {@code offset} of a fragment. */
    static int packetBytes(int offset, int fragmentBytes) {
        return Math.min(GROUP_BYTES, fragmentBytes - offset) / PACKETS;
    }

    /** The symbol, of those of a fragment at an address, that a bit of the fragment belongs to. */
    static int symbolAt(long fragment, int fragmentBytes, long bit) {
        int offset = (int) (bit / Byte.SIZE) & -GROUP_BYTES;
        int packetBytes = packetBytes(offset, fragmentBytes);
        long place = (bit - (long) offset * Byte.SIZE) % ((long) packetBytes * Byte.SIZE);
        int symbol = 0;
        for (int packet = 0; packet < PACKETS; packet++) {
            long address = fragment + offset + (long) packet * packetBytes + place / Byte.SIZE;
            symbol |= (Memory.getByte(address) >>> (int) (place % Byte.SIZE) & 1) << packet;
        }
        return symbol;
    }
}
