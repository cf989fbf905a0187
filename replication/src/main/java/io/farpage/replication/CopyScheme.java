package io.farpage.replication;

import io.farpage.api.RegionSpec;
import java.lang.foreign.MemorySegment;

/** Whole copies: every fragment is the page; all are written from the frame, the first is read into it. */
final class CopyScheme implements RedundancyScheme {
    private final int pageBytes;
    private final int copies;

    CopyScheme(RegionSpec spec) {
        pageBytes = spec.fragmentBytes();
        copies = spec.redundancy().total();
    }

    @Override
    public int frameBytes() {
        return pageBytes;
    }

    @Override
    public int scratchBytes() {
        return (copies - 1) * pageBytes;
    }

    @Override
    public int readPlace(int index) {
        return index == 0 ? 0 : ~((index - 1) * pageBytes);
    }

    @Override
    public int writePlace(int index) {
        return 0;
    }

    @Override
    public void encode(MemorySegment frame, long at, MemorySegment scratch, long scratchAt) {
        // The frame is every fragment already.
    }

    @Override
    public void decode(long have, MemorySegment frame, long at, MemorySegment scratch, long scratchAt) {
        if ((have & 1) == 0) {
            copyAny(have, frame, at, scratch, scratchAt, frame, at);
        }
    }

    @Override
    public void rebuild(
            int index,
            long have,
            MemorySegment frame,
            long at,
            MemorySegment scratch,
            long scratchAt,
            MemorySegment target,
            long targetAt) {
        copyAny(have, frame, at, scratch, scratchAt, target, targetAt);
    }

    private void copyAny(
            long have,
            MemorySegment frame,
            long at,
            MemorySegment scratch,
            long scratchAt,
            MemorySegment target,
            long targetAt) {
        int place = readPlace(Long.numberOfTrailingZeros(have));
        MemorySegment from = place >= 0 ? frame : scratch;
        MemorySegment.copy(from, place >= 0 ? at + place : scratchAt + ~place, target, targetAt, pageBytes);
    }
}
