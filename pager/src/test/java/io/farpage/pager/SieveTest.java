package io.farpage.pager;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.pager.EvictionPolicy.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SieveTest {
    static final int FRAMES = 6;

    private final Sieve sieve = new Sieve(FRAMES);
    private final Set<Integer> visited = new HashSet<>();
    private final Set<Integer> inUse = new HashSet<>();
    private final List<Integer> evicted = new ArrayList<>();

    private Verdict judge(int frame) {
        if (inUse.contains(frame)) {
            return Verdict.IN_USE;
        }
        if (visited.remove(frame)) {
            return Verdict.VISITED;
        }
        evicted.add(frame);
        return Verdict.EVICTED;
    }

    private boolean evict() {
        return sieve.evictOne(this::judge, 2 * FRAMES + 1) != IndexStack.NONE;
    }

    @Test
    void evictsInOrderOfArrivalWhatWasNotVisited() {
        List.of(3, 1, 2, 0).forEach(sieve::admitted);
        visited.add(1);
        while (evict()) {}
        assertThat(evicted).containsExactly(3, 2, 0, 1);
    }

    @Test
    void theHandGoesOnWhereItWasAndMeetsNewPagesBeforeSparedOnes() {
        List.of(0, 1, 2).forEach(sieve::admitted);
        visited.addAll(List.of(0, 1, 2));
        evict();
        assertThat(evicted).containsExactly(0);
        sieve.admitted(0);
        visited.add(1);
        evict();
        evict();
        assertThat(evicted).as("1 is spared, the new page in frame 0 is not").containsExactly(0, 2, 0);
    }

    @Test
    void sparesWhatIsInUseAndSaysWhenNothingCanGo() {
        List.of(0, 1).forEach(sieve::admitted);
        inUse.addAll(List.of(0, 1));
        assertThat(evict()).isFalse();
        inUse.remove(1);
        assertThat(evict()).isTrue();
        assertThat(evicted).containsExactly(1);
    }

    @Test
    void anEmptyOneEvictsNothing() {
        assertThat(evict()).isFalse();
    }

    /** Against a list: {@code moves} admit a frame that is out, remove or evict one that is in. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void neverLosesOrRepeatsAFrame(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 3 * FRAMES - 1) Integer> moves) {
        Set<Integer> in = new HashSet<>();
        for (int move : moves) {
            int frame = move % FRAMES;
            if (move < FRAMES && in.add(frame)) {
                sieve.admitted(frame);
            } else if (move < 2 * FRAMES && in.remove(frame)) {
                sieve.removed(frame);
            } else if (move >= 2 * FRAMES) {
                visited.add(frame);
                int before = evicted.size();
                assertThat(evict()).isEqualTo(!in.isEmpty());
                evicted.subList(before, evicted.size())
                        .forEach(gone -> assertThat(in.remove(gone)).isTrue());
            }
        }
        visited.clear();
        evicted.clear();
        while (evict()) {}
        assertThat(evicted).containsExactlyInAnyOrderElementsOf(in);
    }
}
