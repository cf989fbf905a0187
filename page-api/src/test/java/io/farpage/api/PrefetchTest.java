package io.farpage.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrefetchTest {
    private static final int PLACES = 11;

    @Property
    void staysWithinItsPlaces(@ForAll @Size(max = PLACES + 2) List<@IntRange(min = 0, max = 5000) Integer> lengths) {
        Prefetch prefetch = new Prefetch(PLACES);
        try (Arena arena = Arena.ofConfined()) {
            for (int length : lengths) {
                prefetch.add(arena.allocate(3L + length).asSlice(3), 0, length);
            }
            prefetch.start();
        }
    }

    @Test
    void forgetsWhatItHasStarted() {
        Prefetch prefetch = new Prefetch(PLACES);
        try (Arena arena = Arena.ofConfined()) {
            prefetch.add(arena.allocate(64), 0, 64);
            prefetch.start();
            prefetch.add(arena.allocate(64), 64, 64);
            assertThatThrownBy(prefetch::start).isInstanceOf(IndexOutOfBoundsException.class);
            prefetch.start();
        }
    }

    @Test
    void leavesOutWhatIsClosed() {
        for (int places = 1; places <= PLACES; places++) {
            Prefetch prefetch = new Prefetch(PLACES);
            try (Arena open = Arena.ofConfined()) {
                for (int i = 1; i < places; i++) {
                    prefetch.add(open.allocate(64), 0, 64);
                }
                try (Arena closed = Arena.ofConfined()) {
                    prefetch.add(closed.allocate(64), 0, 64);
                }
                assertThatCode(prefetch::start).doesNotThrowAnyException();
            }
        }
    }
}
