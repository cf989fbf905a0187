package io.farpage.pager;

import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.api.RegionOverloadedException;
import io.farpage.api.RegionSealedException;
import io.farpage.api.Threads;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a region can still be used, who is in the middle of an operation beyond a hit, and what the store last complained
 * about. Thread-safe.
 */
final class Health {
    private static final long WAIT_NS = 1_000_000_000;

    private final String region;
    private final int epoch;
    private final Threads threads;
    private final BooleanSupplier stopped = this::stopped;
    private final AtomicInteger operations = new AtomicInteger();
    private volatile boolean closing;
    private volatile boolean sealed;
    private volatile int fencedBy;
    private volatile @Nullable Throwable bug;
    private volatile @Nullable PageResult trouble;

    Health(String region, int epoch, Threads threads) {
        this.region = region;
        this.epoch = epoch;
        this.threads = threads;
    }

    String region() {
        return region;
    }

    /** Begins an operation; each one that began ends with {@link #exit}. */
    void enter() {
        operations.incrementAndGet();
        if (closing) {
            exit();
            throw closed();
        }
    }

    void exit() {
        operations.decrementAndGet();
    }

    /** Throws when the region is closed or fenced, or the pager is broken. */
    void check() {
        if (closing) {
            throw closed();
        }
        if (fencedBy != 0) {
            throw new RegionFencedException(region, epoch, fencedBy);
        }
        Throwable cause = bug;
        if (cause != null) {
            throw new RegionException(
                    "write-back of region '" + region + "' ended with an error (" + cause
                            + "): close the region, attach it again and report this",
                    cause);
        }
    }

    /** Throws when {@link #check} would, or when nothing may be written any more. */
    void checkWritable() {
        check();
        if (sealed) {
            throw new RegionSealedException(region);
        }
    }

    /** Whether nothing may be written any more. */
    void sealed(boolean now) {
        sealed = now;
    }

    boolean isSealed() {
        return sealed;
    }

    /** Whether {@link #check} would throw. */
    boolean stopped() {
        return closing || fencedBy != 0 || bug != null;
    }

    /** The same, for waits, without garbage. */
    BooleanSupplier stoppedCondition() {
        return stopped;
    }

    boolean fenced() {
        return fencedBy != 0;
    }

    /** Takes note of a result that is not done; it is on the caller to act on it. */
    void note(PageResult result) {
        switch (result) {
            case PageResult.Fenced fenced -> fencedBy = fenced.currentEpoch();
            case PageResult.Unavailable unavailable -> trouble = unavailable;
            case PageResult.Overloaded overloaded -> trouble = overloaded;
            case PageResult.Lost lost -> trouble = lost;
            case PageResult.Done done -> throw new IllegalArgumentException(done + " is no trouble");
        }
    }

    /** What the store last complained about. */
    String lastTrouble() {
        PageResult last = trouble;
        if (last == null) {
            return "the store has not said why";
        }
        return switch (last) {
            case PageResult.Unavailable unavailable -> unavailable.why();
            case PageResult.Overloaded overloaded -> overloaded.why();
            case PageResult.Lost lost -> lostDetail(lost);
            case PageResult.Fenced fenced -> fenced.toString();
            case PageResult.Done done -> done.toString();
        };
    }

    /** What to throw when patience has ended, with a message that names the region. */
    RegionException impatient(String message) {
        return trouble instanceof PageResult.Overloaded overloaded
                ? new RegionOverloadedException(overloaded.host(), message)
                : new RegionException(message);
    }

    static String lostDetail(PageResult.Lost lost) {
        return "found " + lost.found() + " of " + lost.needed() + " fragments of version " + lost.version();
    }

    /** Stops the region's use after an error that should not happen. */
    void broken(Throwable cause) {
        bug = cause;
    }

    /** Refuses new operations and waits until none is left; returns whether this is the first call. */
    boolean close() {
        synchronized (this) {
            if (closing) {
                return false;
            }
            closing = true;
        }
        while (!threads.await(() -> operations.get() == 0, WAIT_NS)) {}
        return true;
    }

    /** What to throw when a region was closed with pages that could not be stored. */
    RegionException unsaved(int pages) {
        if (fencedBy != 0) {
            return new RegionFencedException(region, epoch, fencedBy);
        }
        return new RegionException("region '" + region + "' was closed and what " + pages
                + " pages held since the last flush is gone: the store did not take them (" + lastTrouble()
                + "); flush before closing to be able to wait longer");
    }

    private IllegalStateException closed() {
        return new IllegalStateException("region '" + region + "' is closed");
    }
}
