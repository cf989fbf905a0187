package io.farpage.chaos.history;

import io.farpage.chaos.history.Operation.Kind;
import io.farpage.chaos.history.Operation.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Checks the histories of processes that owned a region one after the other, each thread the only user of its pages, in one pass.
 *
 * <p>What is promised: a read finds the newest write. For the next owner it finds one that is no older than the newest that was
 * acknowledged by a flush and no newer than the newest that had begun, and from then on always that one. What was reported as lost was
 * lost, and what was acknowledged and lost is reported. What an owner begins to write after another one has taken over is neither acknowledged nor
 * ever seen.
 */
public final class HistoryChecker {
    private static final int DETAILS = 20;

    private final LongUnaryOperator lostAtNs;
    private final List<String> details = new ArrayList<>();
    private long operations;
    private int violations;
    private int lostPages;
    private int losses;
    private long failures;

    /**
     * What was found.
     *
     * @param operations that ended
     * @param lostPages pages that were acknowledged and then lost
     * @param losses operations that reported a loss
     * @param failures operations that said that they could not be done in time
     * @param violations promises that were broken
     * @param details some of them in words
     */
    public record Verdict(
            long operations, int lostPages, int losses, long failures, int violations, List<String> details) {}

    private HistoryChecker(LongUnaryOperator lostAtNs) {
        this.lostAtNs = lostAtNs;
    }

    /** As {@link #check(Path, LongUnaryOperator)}, when nothing may be lost. */
    public static Verdict check(Path directory) {
        return check(directory, page -> Long.MAX_VALUE);
    }

    /**
     * Checks all histories of a directory; nobody may be writing them.
     *
     * @param lostAtNs when each page was lost because too many of its fragments were; {@link Long#MAX_VALUE} if it was not
     */
    public static Verdict check(Path directory, LongUnaryOperator lostAtNs) {
        HistoryChecker checker = new HistoryChecker(lostAtNs);
        for (int thread = 0; Files.exists(directory.resolve(HistoryFile.name(0, thread))); thread++) {
            ThreadChecker pages = new ThreadChecker(checker, thread);
            int life = 0;
            while (Files.exists(directory.resolve(HistoryFile.name(life, thread)))) {
                Path file = directory.resolve(HistoryFile.name(life, thread));
                pages.check(life, file, takenOverNs(directory, life, thread));
                life++;
            }
            checker.lostPages += pages.lostPages();
        }
        return new Verdict(
                checker.operations,
                checker.lostPages,
                checker.losses,
                checker.failures,
                checker.violations,
                List.copyOf(checker.details));
    }

    /** When the next owner became it; never if there is none. */
    private static long takenOverNs(Path directory, int life, int thread) {
        Path next = directory.resolve(HistoryFile.name(life + 1, thread));
        if (!Files.exists(next)) {
            return Long.MAX_VALUE;
        }
        try (HistoryReader reader = new HistoryReader(next)) {
            Operation first = reader.next();
            return first == null ? Long.MAX_VALUE : first.completedNs();
        }
    }

    long lostAtNs(long page) {
        return lostAtNs.applyAsLong(page);
    }

    void ended(Operation operation) {
        operations += operation.outcome() == Outcome.UNKNOWN || operation.kind() == Kind.OWN ? 0 : 1;
        failures += operation.outcome() == Outcome.FAILED ? 1 : 0;
        losses += operation.outcome() == Outcome.LOST ? 1 : 0;
    }

    void violation(String what) {
        violations++;
        if (details.size() < DETAILS) {
            details.add(what);
        }
    }
}
