package io.farpage.codec;

import java.lang.foreign.MemorySegment;

/** Checks that stand between a caller's segments and raw addresses. */
final class Area {

    private Area() {}

    /**
     * The address of a run of fragments that lies inside a segment.
     *
     * @param what names the area in messages
     * @throws IllegalArgumentException if the segment is on the heap, or read-only and {@code written}
     * @throws IndexOutOfBoundsException if the run is not inside the segment
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    static long address(
            MemorySegment segment, long offset, int fragments, int fragmentBytes, String what, boolean written) {
        long lengthBytes = (long) fragments * fragmentBytes;
        if (offset < 0 || offset > segment.byteSize() - lengthBytes) {
            throw new IndexOutOfBoundsException(what + " area of " + fragments + " fragments of " + fragmentBytes
                    + " bytes at offset " + offset + " is not inside its segment of " + segment.byteSize() + " bytes");
        }
        if (!segment.isNative()) {
            throw new IllegalArgumentException(
                    what + " area is on the heap; the codec works on native segments, as from Arena.allocate");
        }
        if (written && segment.isReadOnly()) {
            throw new IllegalArgumentException(what + " area is read-only, but would be written");
        }
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException(what + " area's arena is closed");
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(what + " area is confined to another thread than "
                    + Thread.currentThread().getName());
        }
        return segment.address() + offset;
    }

    static void checkFragmentBytes(int fragmentBytes) {
        if (fragmentBytes <= 0 || fragmentBytes % Geometry.FRAGMENT_ALIGNMENT_BYTES != 0) {
            throw new IllegalArgumentException("fragments must have a positive multiple of "
                    + Geometry.FRAGMENT_ALIGNMENT_BYTES + " bytes, not " + fragmentBytes
                    + "; see Geometry.fragmentBytes");
        }
    }

    private static boolean overlap(long a, long aLengthBytes, long b, long bLengthBytes) {
        return aLengthBytes > 0 && bLengthBytes > 0 && a < b + bLengthBytes && b < a + aLengthBytes;
    }

    /** @throws IllegalArgumentException if the two areas, of so many bytes at these addresses, share memory */
    static void checkDisjoint(long a, long aLengthBytes, String aName, long b, long bLengthBytes, String bName) {
        if (overlap(a, aLengthBytes, b, bLengthBytes)) {
            throw new IllegalArgumentException(aName + " area and " + bName
                    + " area share memory; the codec reads one while it writes the other, so give it two areas");
        }
    }
}
