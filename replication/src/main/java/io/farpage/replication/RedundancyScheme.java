package io.farpage.replication;

import io.farpage.api.RegionSpec;
import java.lang.foreign.MemorySegment;

/**
 * How the fragments of a page are made and how any k of them give it back. Every fragment has a place: in the page's frame,
 * or in the scratch memory of the operation, so that fragments land where they are needed. Immutable, thread-safe,
 * allocation-free.
 */
interface RedundancyScheme {
    /** The scheme that a region was created with. */
    static RedundancyScheme of(RegionSpec spec) {
        return switch (spec.redundancy().scheme()) {
            case CODED -> new CodedScheme(spec);
            case COPIES -> new CopyScheme(spec);
        };
    }

    /** Bytes of the frame of a page: the page, padded so that data fragments have equal lengths. */
    int frameBytes();

    /** Bytes of scratch memory that one page takes. */
    int scratchBytes();

    /** Where a read puts fragment {@code index}: an offset in the frame, or the complement of one in scratch memory. */
    int readPlace(int index);

    /** Where a write takes fragment {@code index} from, told in the same way. */
    int writePlace(int index);

    /** Fills the write places of all fragments from a padded frame. */
    void encode(MemorySegment frame, long at, MemorySegment scratch, long scratchAt);

    /**
     * Makes the frame whole from fragments that are in their read places.
     *
     * @param have bit i is set when fragment i is in its place; at least k bits
     */
    void decode(long have, MemorySegment frame, long at, MemorySegment scratch, long scratchAt);

    /**
     * Computes one fragment from others that are in their read places.
     *
     * @param index the fragment to compute, not among {@code have}
     * @param have as for decode
     * @param target gets the fragment, from offset {@code targetAt} on
     */
    void rebuild(
            int index,
            long have,
            MemorySegment frame,
            long at,
            MemorySegment scratch,
            long scratchAt,
            MemorySegment target,
            long targetAt);
}
