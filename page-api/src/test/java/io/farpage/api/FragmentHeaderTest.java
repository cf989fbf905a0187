package io.farpage.api;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FragmentHeaderTest {
    private static final long AT = 5;

    private final MemorySegment memory = Arena.ofAuto().allocate(AT + FragmentHeader.BYTES);

    @Property
    void givesBackEveryField(
            @ForAll FragmentHeader.Kind kind,
            @ForAll @IntRange(min = 0, max = 63) int index,
            @ForAll @IntRange(min = 1, max = 64) int data,
            @ForAll @IntRange(min = 1, max = RegionId.MAX) int region,
            @ForAll @LongRange(min = 0, max = RegionSpec.MAX_PAGES - 1) long page,
            @ForAll @IntRange(min = 1, max = SlabGroup.MAX_GENERATION) int generation,
            @ForAll @IntRange(min = 1, max = Version.MAX_EPOCH) int epoch,
            @ForAll @LongRange(min = 1, max = Version.MAX_COUNTER) long counter,
            @ForAll int crc) {
        Redundancy redundancy = Redundancy.coded(data, 64 - data);
        long version = Version.of(epoch, counter);

        FragmentHeader.write(memory, AT, kind, index, redundancy, new RegionId(region), page, generation, version, crc);

        assertThat(FragmentHeader.isIntact(memory, AT)).isTrue();
        assertThat(FragmentHeader.isFree(memory, AT)).isFalse();
        assertThat(FragmentHeader.kind(memory, AT)).isEqualTo(kind);
        assertThat(FragmentHeader.index(memory, AT)).isEqualTo(index);
        assertThat(FragmentHeader.data(memory, AT)).isEqualTo(data);
        assertThat(FragmentHeader.parity(memory, AT)).isEqualTo(64 - data);
        assertThat(FragmentHeader.region(memory, AT)).isEqualTo(region);
        assertThat(FragmentHeader.page(memory, AT)).isEqualTo(page);
        assertThat(FragmentHeader.generation(memory, AT)).isEqualTo(generation);
        assertThat(FragmentHeader.version(memory, AT)).isEqualTo(version);
        assertThat(FragmentHeader.payloadCrc(memory, AT)).isEqualTo(crc);
    }

    @Test
    void noticesEveryFlippedBit() {
        writeOne();
        for (int bit = 0; bit < FragmentHeader.BYTES * 8; bit++) {
            flip(bit);
            assertThat(FragmentHeader.isIntact(memory, AT)).as("bit %d", bit).isFalse();
            flip(bit);
        }
        assertThat(FragmentHeader.isIntact(memory, AT)).isTrue();
    }

    @Test
    void isFreeOnlyWhenAllBitsAreZero() {
        assertThat(FragmentHeader.isFree(memory, AT)).isTrue();
        assertThat(FragmentHeader.isIntact(memory, AT)).isFalse();
        for (int bit = 0; bit < FragmentHeader.BYTES * 8; bit++) {
            flip(bit);
            assertThat(FragmentHeader.isFree(memory, AT)).as("bit %d", bit).isFalse();
            flip(bit);
        }
    }

    @Test
    void doesNotTrustAFormatOrKindItDoesNotKnowEvenWithARightChecksum() {
        for (int at = 0; at <= 1; at++) {
            for (byte value : new byte[] {0, 4, (byte) 0xff}) {
                writeOne();
                memory.set(JAVA_BYTE, AT + at, value);
                int crc = Crc32c.of(memory, AT, 28);
                for (int i = 0; i < 4; i++) {
                    memory.set(JAVA_BYTE, AT + 28 + i, (byte) (crc >>> (8 * i)));
                }
                assertThat(FragmentHeader.isIntact(memory, AT)).isFalse();
            }
        }
    }

    @Test
    void hasTheBytesThatItsDescriptionSays() {
        writeOne();
        byte[] bytes = memory.asSlice(AT).toArray(JAVA_BYTE);
        assertThat(bytes)
                .startsWith(
                        1, 2, 5, 4, 2, 0x03, 0x02, 0x01, 0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 0x31, 0x21, 0x11, 9, 0, 0, 0, 0,
                        0x70, 0, 0, 0x44, 0x33, 0x22, 0x11);
    }

    private void writeOne() {
        FragmentHeader.write(
                memory,
                AT,
                FragmentHeader.Kind.TOMBSTONE,
                5,
                Redundancy.coded(4, 2),
                new RegionId(0x010203),
                0x0a0b0c0d0eL,
                0x112131,
                Version.of(7, 9),
                0x11223344);
    }

    private void flip(int bit) {
        long at = AT + bit / 8;
        memory.set(JAVA_BYTE, at, (byte) (memory.get(JAVA_BYTE, at) ^ (1 << (bit % 8))));
    }
}
