package io.farpage.replication;

import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.codec.Codec;
import io.farpage.codec.Geometry;
import io.farpage.codec.Layout;
import java.lang.foreign.MemorySegment;

/** Reed-Solomon: data fragments are the frame cut into k pieces, parity fragments are computed into scratch memory. */
final class CodedScheme implements RedundancyScheme {
    private final Codec codec;
    private final int data;
    private final int parity;
    private final int fragmentBytes;
    private final long all;

    CodedScheme(RegionSpec spec) {
        Redundancy redundancy = spec.redundancy();
        Geometry geometry = new Geometry(redundancy.data(), redundancy.parity());
        codec = Codec.of(geometry, Layout.best(geometry));
        data = redundancy.data();
        parity = redundancy.parity();
        fragmentBytes = spec.fragmentBytes();
        all = -1L >>> (64 - redundancy.total());
    }

    @Override
    public int frameBytes() {
        return data * fragmentBytes;
    }

    @Override
    public int scratchBytes() {
        return parity * fragmentBytes;
    }

    @Override
    public int readPlace(int index) {
        return index < data ? index * fragmentBytes : ~((index - data) * fragmentBytes);
    }

    @Override
    public int writePlace(int index) {
        return readPlace(index);
    }

    @Override
    public void encode(MemorySegment frame, long at, MemorySegment scratch, long scratchAt) {
        codec.encode(frame, at, scratch, scratchAt, fragmentBytes);
    }

    @Override
    public void decode(long have, MemorySegment frame, long at, MemorySegment scratch, long scratchAt) {
        if ((have & (1L << data) - 1) != (1L << data) - 1) {
            codec.decode(codec.plan(all & ~have), frame, at, scratch, scratchAt, fragmentBytes);
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
        codec.rebuild(codec.plan(all & ~have), index, frame, at, scratch, scratchAt, fragmentBytes, target, targetAt);
    }
}
