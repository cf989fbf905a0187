package io.farpage.replication;

import io.farpage.api.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Does pieces of work beside each other, on the caller's thread and some helpers. Pieces may be split again; there are never
 * more helpers than were allowed, and without any the caller does everything in order. Thread-safe.
 */
final class Parallel {
    private static final long WAIT_NS = 1_000_000_000;

    private final Threads threads;
    private final AtomicInteger helpersLeft;

    Parallel(Threads threads, int maxHelpers) {
        this.threads = threads;
        helpersLeft = new AtomicInteger(maxHelpers);
    }

    /**
     * Returns when all pieces are done. When one throws, no further one is begun, and what it threw is thrown here once
     * those under way have ended.
     *
     * @param name for the helpers' threads
     */
    void run(String name, List<Runnable> pieces) {
        Progress progress = new Progress(pieces);
        List<Threads.Task> helpers = new ArrayList<>();
        try {
            while (helpers.size() + 1 < pieces.size() && takeHelper()) {
                helpers.add(threads.start(name, stop -> progress.work()));
            }
            progress.work();
            while (!threads.await(progress::isOver, WAIT_NS)) {}
        } finally {
            helpers.forEach(Threads.Task::close);
            helpersLeft.addAndGet(helpers.size());
        }
        progress.throwFailure();
    }

    private boolean takeHelper() {
        return helpersLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static final class Progress {
        private final List<Runnable> pieces;
        private int next;
        private int underWay;
        private @Nullable Throwable failure;

        Progress(List<Runnable> pieces) {
            this.pieces = pieces;
        }

        void work() {
            for (Runnable piece = take(); piece != null; piece = take()) {
                Throwable thrown = null;
                try {
                    piece.run();
                } catch (RuntimeException | Error e) {
                    thrown = e;
                }
                end(thrown);
            }
        }

        private synchronized @Nullable Runnable take() {
            if (failure != null || next == pieces.size()) {
                return null;
            }
            underWay++;
            return pieces.get(next++);
        }

        private synchronized void end(@Nullable Throwable thrown) {
            underWay--;
            if (failure == null) {
                failure = thrown;
            } else if (thrown != null) {
                failure.addSuppressed(thrown);
            }
        }

        synchronized boolean isOver() {
            return underWay == 0 && (failure != null || next == pieces.size());
        }

        synchronized void throwFailure() {
            switch (failure) {
                case null -> {}
                case Error e -> throw e;
                case RuntimeException e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }
    }
}
