package io.farpage.chaos.history;

import io.farpage.chaos.history.Operation.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Checks what the threads of one number did, which are the only users of their pages, life after life. */
final class ThreadChecker {
    private final HistoryChecker checker;
    private final int thread;
    private final Map<Long, PageHistory> pages = new HashMap<>();
    /** What this owner sees of its pages, where it knows. */
    private final Map<Long, Long> seen = new HashMap<>();
    /** Pages of which it cannot know since a write of its own failed. */
    private final Set<Long> doubtful = new HashSet<>();

    private final Map<Long, Long> unflushed = new HashMap<>();
    private int life;
    private long ownedNs;
    private long takenOverNs;
    private boolean late;

    ThreadChecker(HistoryChecker checker, int thread) {
        this.checker = checker;
        this.thread = thread;
    }

    /** Checks the next life, which another one ended at a time, if one did. */
    void check(int nextLife, Path file, long endNs) {
        life = nextLife;
        ownedNs = Long.MAX_VALUE;
        takenOverNs = endNs;
        late = false;
        seen.clear();
        doubtful.clear();
        unflushed.clear();
        try (HistoryReader reader = new HistoryReader(file)) {
            for (Operation next = reader.next(); next != null; next = reader.next()) {
                checker.ended(next);
                check(next);
            }
        }
    }

    /** How many pages were acknowledged and are lost. */
    int lostPages() {
        return (int) pages.entrySet().stream()
                .filter(each -> checker.lostAtNs(each.getKey()) != Long.MAX_VALUE)
                .filter(each -> !each.getValue().mayBeUnwritten())
                .count();
    }

    private void check(Operation operation) {
        if (operation.outcome() == Outcome.BROKEN) {
            violation(operation + " broke");
        } else if (operation.outcome() == Outcome.FENCED && takenOverNs == Long.MAX_VALUE) {
            violation(operation + " was fenced although nobody took over");
        }
        switch (operation.kind()) {
            case OWN -> ownedNs = operation.completedNs();
            case WRITE -> write(operation);
            case READ -> read(operation);
            case FLUSH -> flush(operation);
        }
    }

    private PageHistory page(long page) {
        return pages.computeIfAbsent(page, p -> new PageHistory());
    }

    private void write(Operation write) {
        if (write.invokedNs() > takenOverNs) {
            late |= write.outcome() == Outcome.OK;
            return; // Nobody may ever read it.
        }
        page(write.page()).begin(write.stamp());
        if (write.outcome() == Outcome.OK) {
            seen.put(write.page(), write.stamp());
            unflushed.put(write.page(), write.stamp());
        } else {
            seen.remove(write.page());
            doubtful.add(write.page());
        }
    }

    private void read(Operation read) {
        if (read.invokedNs() > takenOverNs) {
            return; // Of what others have taken over, nothing is promised but that its writes are void.
        }
        boolean lost = checker.lostAtNs(read.page()) < ownedNs && !seen.containsKey(read.page());
        boolean unwritten = read.stamp() == 0 && page(read.page()).mayBeUnwritten();
        if (read.outcome() == Outcome.LOST && checker.lostAtNs(read.page()) > read.completedNs()) {
            violation(read + " reported a loss that there was not");
        } else if (read.outcome() == Outcome.OK && lost && !unwritten) {
            violation(read + " found write " + read.stamp() + " of a page that is lost");
        } else if (read.outcome() == Outcome.OK) {
            compare(read);
        }
    }

    private void compare(Operation read) {
        PageHistory page = page(read.page());
        Long known = seen.get(read.page());
        boolean fits;
        if (known != null) {
            fits = known == read.stamp();
        } else if (doubtful.contains(read.page())) {
            fits = page.mayBe(read.stamp()); // Only seen, so nothing is decided for whoever comes next.
        } else {
            fits = page.decide(stamp -> stamp == read.stamp());
        }
        if (fits) {
            seen.put(read.page(), read.stamp());
        } else {
            violation(read + " found write " + read.stamp() + ", not "
                    + (known != null ? "write " + known : "one of " + page));
        }
    }

    private void flush(Operation flush) {
        if (flush.outcome() != Outcome.OK) {
            return;
        }
        unflushed.forEach((page, stamp) -> page(page).acknowledge(stamp));
        unflushed.clear();
        if (late) {
            violation("a flush acknowledged what was written after another owner had taken over");
        }
    }

    private void violation(String what) {
        checker.violation("life " + life + ", thread " + thread + ": " + what);
    }
}
