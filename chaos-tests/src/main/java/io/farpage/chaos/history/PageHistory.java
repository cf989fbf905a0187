package io.farpage.chaos.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * What may be read of one page. Its owner writes it one write after the other and reads what it wrote last; what a next owner finds is
 * at least the newest write that was acknowledged and at most the newest that was begun, and stays so.
 */
public final class PageHistory {
    private final List<Long> undecided = new ArrayList<>(List.of(0L));

    /** A write of {@code stamp} begins. */
    public void begin(long stamp) {
        undecided.add(stamp);
    }

    /** The stamp of the newest write; a read by its owner must find it. */
    public long newest() {
        return undecided.getLast();
    }

    /** A write, and with it all before it, is acknowledged: no older one may be read by anybody. */
    public void acknowledge(long stamp) {
        int at = undecided.indexOf(stamp);
        if (at > 0) {
            undecided.subList(0, at).clear();
        }
    }

    /** Whether this write may be the newest that is left when its owner is gone. */
    boolean mayBe(long stamp) {
        return undecided.contains(stamp);
    }

    /** Whether no write of it was acknowledged, so that a next owner may find it as if it had never been written. */
    public boolean mayBeUnwritten() {
        return undecided.getFirst() == 0;
    }

    /** Whether what a next owner found fits one of the writes that it may; from then on it is the only one. */
    public boolean decide(LongPredicate isContent) {
        for (long stamp : undecided.reversed()) {
            if (isContent.test(stamp)) {
                undecided.clear();
                undecided.add(stamp);
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return undecided.toString();
    }
}
