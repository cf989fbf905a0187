package io.farpage.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a region with commits may be found as: its last commit that is known to have happened, or one that may have happened since. Each is
 * the stamps of all pages.
 */
final class SimCommits {
    private final List<long[]> possible = new ArrayList<>();

    SimCommits() {
        possible.add(new long[SimOwner.PAGES]);
    }

    void begin(long[] stamps) {
        possible.add(stamps);
    }

    /** From now on nothing else may be found. */
    void succeed(long[] stamps) {
        possible.clear();
        possible.add(stamps);
    }

    /** The commit that the region was found as, which it is for good; null when it is none. */
    long @Nullable [] decide(Predicate<long[]> isFound) {
        long[] found = possible.stream().filter(isFound).findFirst().orElse(null);
        if (found != null) {
            succeed(found);
        }
        return found;
    }
}
