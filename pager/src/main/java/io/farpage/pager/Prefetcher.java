package io.farpage.pager;

import io.farpage.api.PageBatch;
import io.farpage.api.Threads;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Reads pages that a program says it will need, in a task of its own. A hint: when requests pile up the rest is forgotten,
 * one request fills at most half of the frames, and pages that cannot be read now are left alone. Thread-safe.
 */
final class Prefetcher {
    private static final int MAX_REQUESTS = 64;
    private static final long IDLE_NS = 100_000_000;
    private static final long FRAME_WAIT_NS = 20_000_000;

    private final Frames frames;
    private final Faults faults;
    private final Health health;
    private final Threads threads;
    private final PageBatch batch;
    private final int batchPages;
    private final ArrayBlockingQueue<Range> requests = new ArrayBlockingQueue<>(MAX_REQUESTS);

    private record Range(int first, int count) {}

    Prefetcher(Frames frames, Faults faults, Health health, Threads threads, PagerConfig config) {
        this.frames = frames;
        this.faults = faults;
        this.health = health;
        this.threads = threads;
        batchPages = Math.clamp(config.batchPages(), 1, Math.max(1, frames.count() / 4));
        batch = new PageBatch(batchPages);
    }

    /** Asks for pages; returns at once, and whether the request was taken. */
    boolean request(int first, int count) {
        return requests.offer(new Range(first, Math.min(count, Math.max(1, frames.count() / 2))));
    }

    /** The task: runs until it is stopped. */
    void run(Threads.Stop stop) {
        while (!stop.requested()) {
            threads.await(() -> !requests.isEmpty() || stop.requested(), IDLE_NS);
            Range range = requests.poll();
            if (range != null) {
                read(range, stop);
            }
        }
    }

    private void read(Range range, Threads.Stop stop) {
        for (int done = 0; done < range.count; done += batchPages) {
            threads.await(() -> frames.free() > 0 || stop.requested() || health.stopped(), FRAME_WAIT_NS);
            if (frames.free() == 0 || stop.requested() || health.stopped()) {
                return;
            }
            faults.loadAhead(batch, range.first + done, Math.min(batchPages, range.count - done));
        }
    }
}
