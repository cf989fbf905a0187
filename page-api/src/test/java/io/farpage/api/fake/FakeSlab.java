package io.farpage.api.fake;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.SlabSpec;
import java.lang.foreign.MemorySegment;

/** One slab of a {@link FakeHost}: an array of headers and an array of payloads. Guarded by its host. */
final class FakeSlab {
    final SlabSpec spec;
    final byte[][] headers;
    final byte[][] payloads;
    int epoch;
    int generation;

    FakeSlab(SlabSpec spec) {
        this.spec = spec;
        headers = new byte[spec.slotCount()][FragmentHeader.BYTES];
        payloads = new byte[spec.slotCount()][spec.payloadBytes()];
        epoch = spec.epoch();
        generation = spec.generation();
    }

    boolean fits(Kind kind, int slot, MemorySegment header, int payloadBytes) {
        return slot >= 0
                && slot < headers.length
                && payloadBytes == spec.payloadBytes()
                && (kind == Kind.READ
                        || FragmentHeader.region(header, 0)
                                == spec.group().region().value());
    }

    void read(int slot, MemorySegment header, MemorySegment payload, long at) {
        MemorySegment.copy(headers[slot], 0, header, JAVA_BYTE, 0, FragmentHeader.BYTES);
        MemorySegment.copy(payloads[slot], 0, payload, JAVA_BYTE, at, spec.payloadBytes());
    }

    /** Stores it, unless that is to be done only if newer and it is not; says whether it did. */
    boolean write(Kind kind, int slot, byte[] header, byte[] payload) {
        if (kind == Kind.WRITE_IF_NEWER && version(slot) > versionOf(header)) {
            return false;
        }
        headers[slot] = header;
        payloads[slot] = payload;
        return true;
    }

    /** The version that a slot holds; 0 when it is free or its header is not intact. */
    long version(int slot) {
        return versionOf(headers[slot]);
    }

    private static long versionOf(byte[] header) {
        MemorySegment segment = MemorySegment.ofArray(header);
        return FragmentHeader.isIntact(segment, 0) ? FragmentHeader.version(segment, 0) : 0;
    }
}
