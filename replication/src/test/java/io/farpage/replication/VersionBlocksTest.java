package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.RegionException;
import io.farpage.api.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class VersionBlocksTest {
    private static final int BITS = 45;

    @Property
    void everyVersionHasANameOfItsOwnThatLeadsBackToIt(
            @ForAll @Size(max = 50) List<@IntRange(min = 1, max = Version.MAX_EPOCH) Integer> epochs,
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 1, max = Version.MAX_COUNTER) Long> counters) {
        VersionBlocks blocks = new VersionBlocks(BITS);
        Set<Long> versions = new HashSet<>(Set.of(Version.NONE));
        Set<Long> names = new HashSet<>(Set.of(blocks.name(Version.NONE)));
        for (int epoch : epochs) {
            for (long counter : counters) {
                versions.add(Version.of(epoch, counter));
                names.add(blocks.name(Version.of(epoch, counter)));
            }
        }
        assertThat(names).hasSameSizeAs(versions).allMatch(name -> name >>> BITS == 0);
        assertThat(names.stream().map(blocks::version)).containsExactlyInAnyOrderElementsOf(versions);
    }

    @Test
    void nothingIsCalledZero() {
        VersionBlocks blocks = new VersionBlocks(BITS);
        blocks.name(Version.of(1, 1));
        assertThat(blocks.name(Version.NONE)).isZero();
        assertThat(blocks.version(0)).isEqualTo(Version.NONE);
    }

    @Test
    void saysWhenNoNamesAreLeft() {
        VersionBlocks blocks = new VersionBlocks(21);
        long name = blocks.name(Version.of(1, 5));
        assertThatThrownBy(() -> blocks.name(Version.of(2, 5)))
                .isInstanceOf(RegionException.class)
                .hasMessageContaining("attach it again");
        assertThat(blocks.version(name)).isEqualTo(Version.of(1, 5));
        assertThat(blocks.name(Version.of(1, 6))).isEqualTo(name + 1);
    }
}
