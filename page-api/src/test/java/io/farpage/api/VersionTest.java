package io.farpage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Property
    void givesBackItsPartsAndIsAboveNone(
            @ForAll @IntRange(min = 1, max = Version.MAX_EPOCH) int epoch,
            @ForAll @LongRange(min = 1, max = Version.MAX_COUNTER) long counter) {
        long version = Version.of(epoch, counter);
        assertThat(Version.epoch(version)).isEqualTo(epoch);
        assertThat(Version.counter(version)).isEqualTo(counter);
        assertThat(version).isGreaterThan(Version.NONE);
        assertThat(Version.format(version)).isEqualTo(epoch + "." + counter);
    }

    @Property
    void isOrderedByEpochThenCounter(
            @ForAll @IntRange(min = 1, max = Version.MAX_EPOCH) int epochA,
            @ForAll @LongRange(min = 1, max = Version.MAX_COUNTER) long counterA,
            @ForAll @IntRange(min = 1, max = Version.MAX_EPOCH) int epochB,
            @ForAll @LongRange(min = 1, max = Version.MAX_COUNTER) long counterB) {
        int expected = epochA == epochB ? Long.compare(counterA, counterB) : Integer.compare(epochA, epochB);
        assertThat(Long.compare(Version.of(epochA, counterA), Version.of(epochB, counterB)))
                .isEqualTo(expected);
    }

    @Test
    void refusesPartsThatDoNotFit() {
        long[][] bad = {{0, 1}, {Version.MAX_EPOCH + 1L, 1}, {1, 0}, {1, Version.MAX_COUNTER + 1}, {-1, 1}, {1, -1}};
        for (long[] parts : bad) {
            assertThatThrownBy(() -> Version.of((int) parts[0], parts[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("out of range");
        }
        assertThat(Version.format(Version.NONE)).isEqualTo("none");
    }
}
