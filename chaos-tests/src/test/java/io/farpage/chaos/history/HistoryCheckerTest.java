package io.farpage.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.chaos.history.Operation.Kind;
import io.farpage.chaos.history.Operation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories as a correct store leaves them, and the same with one thing wrong, which has to be found. */
class HistoryCheckerTest {
    private static final int PAGES = 8;
    private static final int LIVES = 4;
    private static final int OPERATIONS = 300;
    private static final int HISTORIES = 200;

    private static final long PAGE = 3;
    private static final Operation OWN = ownAt(1);
    private static final Operation FLUSH = new Operation(Kind.FLUSH, 0, 0, 4, 5, Outcome.OK);

    @TempDir
    private Path directory;

    private int histories;

    @Test
    void acceptsWhatACorrectStoreLeaves() throws IOException {
        long seed = RandomGenerator.getDefault().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            HistoryChecker.Verdict verdict = check(correct(random), HistoryCheckerTest::never);

            assertThat(verdict.details()).as("seed %d", seed).isEmpty();
            assertThat(verdict.operations()).isEqualTo((long) LIVES * OPERATIONS);
        }
    }

    @Test
    void findsEveryReadOfAnotherWriteThanTheOneThatItsOwnerKnows() throws IOException {
        long seed = RandomGenerator.getDefault().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<List<Operation>> lives = correct(random);
            List<Operation> life = lives.get(random.nextInt(LIVES));
            int at = knownRead(life, random);
            Operation read = life.get(at);
            life.set(at, found(read, random.nextBoolean() ? read.stamp() - 1 : read.stamp() + 1));

            assertThat(check(lives, HistoryCheckerTest::never).violations())
                    .as("%s, seed %d", read, seed)
                    .isPositive();
        }
    }

    /** The index of a read of a page that was read or written before in the same life. */
    private static int knownRead(List<Operation> life, Random random) {
        while (true) {
            int at = random.nextInt(life.size());
            Operation candidate = life.get(at);
            if (candidate.kind() == Kind.READ
                    && life.subList(1, at).stream()
                            .anyMatch(o -> o.kind() != Kind.FLUSH && o.page() == candidate.page())) {
                return at;
            }
        }
    }

    @Test
    void nextOwnersFindNothingOlderThanWhatWasAcknowledged() throws IOException {
        assertThat(violations(List.of(OWN, write(1), FLUSH, write(2)), List.of(OWN, read(1))))
                .isZero();
        assertThat(violations(List.of(OWN, write(1), FLUSH, write(2)), List.of(OWN, read(2))))
                .isZero();
        assertThat(violations(List.of(OWN, write(1), FLUSH), List.of(OWN, read(0))))
                .isOne();
        assertThat(violations(List.of(OWN, write(1), write(2), FLUSH, write(3)), List.of(OWN, read(1))))
                .isOne();
        assertThat(violations(List.of(OWN, write(1)), List.of(OWN, read(-1)))).isOne();
        assertThat(violations(List.of(OWN, write(1)), List.of(OWN, read(2)))).isOne();
    }

    @Test
    void whatNextOwnersFindStaysSo() throws IOException {
        List<Operation> twoWrites = List.of(OWN, write(1), write(2));
        assertThat(violations(twoWrites, List.of(OWN, read(1)), List.of(OWN, read(1))))
                .isZero();
        assertThat(violations(twoWrites, List.of(OWN, read(1)), List.of(OWN, read(2))))
                .isOne();
        assertThat(violations(twoWrites, List.of(OWN, read(1), read(2)))).isOne();
        assertThat(violations(twoWrites, List.of(OWN, read(0)), List.of(OWN, read(1))))
                .isOne();
    }

    @Test
    void aWriteThatWasUnderWayMayHaveHappened() throws IOException {
        Operation cut = new Operation(Kind.WRITE, PAGE, 2, 5, 0, Outcome.UNKNOWN);
        List<Operation> crashed = List.of(OWN, write(1), FLUSH, cut);
        assertThat(violations(crashed, List.of(OWN, read(1)))).isZero();
        assertThat(violations(crashed, List.of(OWN, read(2)))).isZero();
        assertThat(violations(crashed, List.of(OWN, read(1)), List.of(OWN, read(2))))
                .isOne();
    }

    @Test
    void whatAnOwnerSeesAfterAWriteOfItsOwnFailedDecidesNothingForTheNext() throws IOException {
        Operation failed = new Operation(Kind.WRITE, PAGE, 3, 8, 9, Outcome.FAILED);
        List<Operation> doubtful = List.of(OWN, write(1), FLUSH, write(2), failed, read(2));
        assertThat(violations(doubtful, List.of(OWN, read(1)))).isZero();
        assertThat(violations(doubtful, List.of(OWN, read(2)))).isZero();
        assertThat(violations(doubtful, List.of(OWN, read(3)))).isZero();
        assertThat(violations(List.of(OWN, write(1), FLUSH, failed, read(1), read(3))))
                .as("changed while nobody wrote")
                .isOne();
        assertThat(violations(List.of(OWN, write(1), FLUSH, failed, read(0)))).isOne();
    }

    @Test
    void lossesAreReportedWhereTheyAreAndOnlyThere() throws IOException {
        Operation lost = new Operation(Kind.READ, PAGE, 0, 20, 21, Outcome.LOST);
        List<Operation> written = List.of(OWN, write(1), FLUSH);
        HistoryChecker.Verdict reported = check(List.of(written, List.of(ownAt(12), lost)), page -> 10);
        assertThat(reported.violations()).isZero();
        assertThat(reported.lostPages()).isOne();
        assertThat(reported.losses()).isOne();
        assertThat(check(List.of(List.of(OWN, write(1)), List.of(ownAt(12), lost)), page -> 10)
                        .lostPages())
                .as("nothing was acknowledged")
                .isZero();
        assertThat(check(List.of(written, List.of(ownAt(12), lost)), HistoryCheckerTest::never)
                        .violations())
                .isOne();
        assertThat(check(List.of(written, List.of(ownAt(12), read(1))), page -> 10)
                        .violations())
                .isOne();
        assertThat(check(List.of(written, List.of(ownAt(12), read(0))), page -> 10)
                        .violations())
                .as("zeros")
                .isOne();
        assertThat(check(List.of(List.of(OWN, write(1)), List.of(ownAt(12), read(0))), page -> 10)
                        .violations())
                .as("zeros where nothing was acknowledged")
                .isZero();
        assertThat(check(List.of(List.of(OWN, write(1)), List.of(ownAt(12), read(1))), page -> 10)
                        .violations())
                .as("what nobody can know")
                .isOne();
        assertThat(check(List.of(written, List.of(ownAt(12), write(5), read(5))), page -> 10)
                        .violations())
                .as("written anew")
                .isZero();
    }

    @Test
    void nothingThatAnOwnerBeginsAfterAnotherOneTookOverIsAcknowledgedOrSeen() throws IOException {
        Operation lateWrite = new Operation(Kind.WRITE, PAGE, 2, 50, 51, Outcome.OK);
        Operation lateFlush = new Operation(Kind.FLUSH, 0, 0, 52, 53, Outcome.OK);
        Operation fenced = new Operation(Kind.FLUSH, 0, 0, 52, 53, Outcome.FENCED);
        List<Operation> zombie = List.of(OWN, write(1), FLUSH, lateWrite, fenced);
        List<Operation> unaware = List.of(OWN, write(1), FLUSH, lateWrite, lateFlush);
        assertThat(checked(zombie, List.of(ownAt(12), read(1)))).isZero();
        assertThat(checked(zombie, List.of(ownAt(12), read(2)))).isOne();
        assertThat(checked(unaware, List.of(ownAt(12), read(1)))).isOne();
        assertThat(violations(List.of(OWN, write(1), fenced)))
                .as("nobody took over")
                .isOne();
    }

    @SafeVarargs
    private int violations(List<Operation>... lives) throws IOException {
        List<List<Operation>> all = new ArrayList<>();
        for (int life = 0; life < lives.length; life++) {
            long later = 100L * life;
            all.add(lives[life].stream().map(each -> later(each, later)).toList());
        }
        return check(all, HistoryCheckerTest::never).violations();
    }

    private static long never(long page) {
        return Long.MAX_VALUE;
    }

    private int checked(List<Operation> first, List<Operation> second) throws IOException {
        return check(List.of(first, second), HistoryCheckerTest::never).violations();
    }

    private static Operation ownAt(long ns) {
        return new Operation(Kind.OWN, 0, 0, ns, ns, Outcome.OK);
    }

    private static Operation write(long stamp) {
        return new Operation(Kind.WRITE, PAGE, stamp, 2, 3, Outcome.OK);
    }

    private static Operation read(long stamp) {
        return new Operation(Kind.READ, PAGE, stamp, 20, 21, Outcome.OK);
    }

    private static Operation later(Operation each, long ns) {
        long completedNs = each.completedNs() == 0 ? 0 : each.completedNs() + ns;
        return new Operation(
                each.kind(), each.page(), each.stamp(), each.invokedNs() + ns, completedNs, each.outcome());
    }

    private static Operation found(Operation read, long stamp) {
        return new Operation(Kind.READ, read.page(), stamp, read.invokedNs(), read.completedNs(), Outcome.OK);
    }

    /** What one thread did in its lives, made by a store that keeps its promises, with crashes between lives. */
    private static List<List<Operation>> correct(Random random) {
        List<List<Operation>> lives = new ArrayList<>();
        Map<Long, Long> durable = new HashMap<>();
        long clock = 1;
        long stamp = 0;
        for (int life = 0; life < LIVES; life++) {
            List<Operation> operations = new ArrayList<>();
            Map<Long, List<Long>> written = new HashMap<>();
            operations.add(new Operation(Kind.OWN, 0, 0, clock, clock++, Outcome.OK));
            for (int i = 0; i < OPERATIONS; i++) {
                long page = random.nextInt(PAGES);
                List<Long> writes = written.computeIfAbsent(page, p -> new ArrayList<>());
                int choice = random.nextInt(10);
                if (choice < 4) {
                    writes.add(++stamp);
                    operations.add(new Operation(Kind.WRITE, page, stamp, clock, clock + 1, Outcome.OK));
                } else if (choice < 9) {
                    long found = writes.isEmpty() ? durable.getOrDefault(page, 0L) : writes.getLast();
                    operations.add(new Operation(Kind.READ, page, found, clock, clock + 1, Outcome.OK));
                } else {
                    operations.add(new Operation(Kind.FLUSH, 0, 0, clock, clock + 1, Outcome.OK));
                    written.forEach((p, all) -> all.stream().max(Long::compare).ifPresent(s -> durable.put(p, s)));
                }
                clock += 2;
            }
            // A crash in the middle of a write: of each page, some write since the last flush is what is left.
            operations.add(new Operation(Kind.WRITE, 0, ++stamp, clock++, 0, Outcome.UNKNOWN));
            written.computeIfAbsent(0L, p -> new ArrayList<>()).add(stamp);
            written.forEach((page, all) -> {
                List<Long> possible = new ArrayList<>(List.of(durable.getOrDefault(page, 0L)));
                all.stream().filter(s -> s > durable.getOrDefault(page, 0L)).forEach(possible::add);
                durable.put(page, possible.get(random.nextInt(possible.size())));
            });
            lives.add(operations);
        }
        return lives;
    }

    private HistoryChecker.Verdict check(List<List<Operation>> lives, LongUnaryOperator lostAtNs) throws IOException {
        Path own = Files.createDirectory(directory.resolve(Integer.toString(histories++)));
        for (int life = 0; life < lives.size(); life++) {
            try (HistoryFile file = HistoryFile.create(own, life, 0)) {
                for (Operation each : lives.get(life)) {
                    file.begin(each.kind(), each.page(), each.stamp(), each.invokedNs());
                    if (each.outcome() != Outcome.UNKNOWN) {
                        file.end(each.outcome(), each.stamp(), each.completedNs());
                    }
                }
            }
        }
        return HistoryChecker.check(own, lostAtNs);
    }
}
