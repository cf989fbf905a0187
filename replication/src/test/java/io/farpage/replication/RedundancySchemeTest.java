package io.farpage.replication;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedundancySchemeTest {
    private static final long AT = 64;
    private static final byte GARBAGE = 0x55;

    static Stream<Redundancy> redundancies() {
        return Stream.of(
                Redundancy.coded(4, 2),
                Redundancy.coded(8, 3),
                Redundancy.coded(3, 2),
                Redundancy.coded(5, 1),
                Redundancy.coded(4, 0),
                Redundancy.copies(1),
                Redundancy.copies(3));
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void givesThePageBackFromEveryKFragments(Redundancy redundancy) {
        RegionSpec spec = RegionSpec.of("x", 4096, redundancy);
        RedundancyScheme scheme = RedundancyScheme.of(spec);
        try (Arena arena = Arena.ofConfined()) {
            byte[][] fragments = encode(scheme, spec, arena);
            byte[] page = concat(fragments, redundancy.data(), spec.pageBytes());
            MemorySegment frame = arena.allocate(AT + scheme.frameBytes(), 64);
            MemorySegment scratch = arena.allocate(AT + Math.max(64, scheme.scratchBytes()), 64);
            for (long have = 1; have < 1L << redundancy.total(); have++) {
                if (Long.bitCount(have) < redundancy.data()) {
                    continue;
                }
                place(scheme, fragments, have, frame, scratch);
                scheme.decode(have, frame, AT, scratch, AT);
                assertThat(frame.asSlice(AT, spec.pageBytes()).toArray(JAVA_BYTE))
                        .as("from fragments %s", Long.toBinaryString(have))
                        .isEqualTo(page);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void rebuildsEveryFragmentFromAnyKOthers(Redundancy redundancy) {
        RegionSpec spec = RegionSpec.of("x", 4096, redundancy);
        RedundancyScheme scheme = RedundancyScheme.of(spec);
        try (Arena arena = Arena.ofConfined()) {
            byte[][] fragments = encode(scheme, spec, arena);
            MemorySegment frame = arena.allocate(AT + scheme.frameBytes(), 64);
            MemorySegment scratch = arena.allocate(AT + Math.max(64, scheme.scratchBytes()), 64);
            MemorySegment target = arena.allocate(AT + spec.fragmentBytes(), 64);
            for (long have = 1; have < 1L << redundancy.total(); have++) {
                for (int index = 0; index < redundancy.total(); index++) {
                    if (Long.bitCount(have) != redundancy.data() || (have & 1L << index) != 0) {
                        continue;
                    }
                    place(scheme, fragments, have, frame, scratch);
                    scheme.rebuild(index, have, frame, AT, scratch, AT, target, AT);
                    assertThat(target.asSlice(AT, spec.fragmentBytes()).toArray(JAVA_BYTE))
                            .as("fragment %d from %s", index, Long.toBinaryString(have))
                            .isEqualTo(fragments[index]);
                }
            }
        }
    }

    private static byte[][] encode(RedundancyScheme scheme, RegionSpec spec, Arena arena) {
        MemorySegment frame = arena.allocate(AT + scheme.frameBytes(), 64);
        byte[] bytes = new byte[spec.pageBytes()];
        new Random(7).nextBytes(bytes);
        MemorySegment.copy(bytes, 0, frame, JAVA_BYTE, AT, bytes.length);
        MemorySegment scratch = arena.allocate(AT + Math.max(64, scheme.scratchBytes()), 64);
        scheme.encode(frame, AT, scratch, AT);
        byte[][] fragments = new byte[spec.redundancy().total()][];
        for (int i = 0; i < fragments.length; i++) {
            int place = scheme.writePlace(i);
            fragments[i] = (place >= 0 ? frame : scratch)
                    .asSlice(AT + (place >= 0 ? place : ~place), spec.fragmentBytes())
                    .toArray(JAVA_BYTE);
        }
        return fragments;
    }

    private static byte[] concat(byte[][] fragments, int data, int pageBytes) {
        byte[] page = new byte[pageBytes];
        int at = 0;
        for (int i = 0; i < data; i++) {
            int length = Math.min(fragments[i].length, Math.max(0, pageBytes - at));
            System.arraycopy(fragments[i], 0, page, at, length);
            at += length;
        }
        return page;
    }

    private static void place(
            RedundancyScheme scheme, byte[][] fragments, long have, MemorySegment frame, MemorySegment scratch) {
        frame.fill(GARBAGE);
        scratch.fill(GARBAGE);
        for (int i = 0; i < fragments.length; i++) {
            if ((have & 1L << i) != 0) {
                int place = scheme.readPlace(i);
                MemorySegment to = place >= 0 ? frame : scratch;
                long at = AT + (place >= 0 ? place : ~place);
                MemorySegment.copy(fragments[i], 0, to, JAVA_BYTE, at, fragments[i].length);
            }
        }
    }
}
