package io.farpage.replication;

import io.farpage.api.PageResult;

/**
 * What a read does about members that are overloaded: others are asked instead while the retry budget allows it, otherwise the
 * page backs off and asks again, until its time is over. Its notes are in the page's state. Thread-safe.
 */
final class OverloadedReads {
    private final RegionContext region;

    OverloadedReads(RegionContext region) {
        this.region = region;
    }

    /** Begins to count for a page. */
    void begin(StripeOps.PageState state) {
        state.overloaded = 0;
        state.waits = false;
        state.tries = 0;
    }

    /** How many of the {@code missing} fragments may be asked of other members at once. */
    int instead(StripeOps.PageState state, int missing) {
        if (state.overloaded == 0) {
            return missing;
        }
        int others = Long.bitCount(state.view().storing() & ~state.asked);
        int wanted = Math.min(missing, others);
        return region.peers.retries().tryTake(wanted) ? wanted : 0;
    }

    /** Lets a page wait that has nobody to ask now and could be read if members were not overloaded; false for another. */
    boolean backOff(StripeOps.PageState state, int missing) {
        int others = Long.bitCount(state.view().storing() & ~state.asked);
        if (state.overloaded == 0 || Long.bitCount(state.overloaded) + others < missing) {
            return false;
        }
        waitForNext(state);
        return true;
    }

    private void waitForNext(StripeOps.PageState state) {
        long now = region.threads.nanoTime();
        if (state.tries == 0) {
            state.pageDeadline = now + region.config.pageTimeoutNs();
        }
        state.waits = true;
        state.tries++;
        state.retryAt = now + Math.min(region.backoff.pauseNs(state.tries), Math.max(0, state.pageDeadline - now));
    }

    /** Whether a page that waits has waited for as long as a page may. */
    boolean isTimeOver(StripeOps.PageState state) {
        return region.threads.nanoTime() - state.pageDeadline >= 0;
    }

    /** Whether a page that waits may ask again for {@code missing} fragments; then overloaded members count as not asked. */
    boolean mayAskAgain(StripeOps.PageState state, int missing) {
        if (region.threads.nanoTime() - state.retryAt < 0) {
            return false;
        }
        if (!region.peers.retries().tryTake(missing)) {
            waitForNext(state);
            return false;
        }
        state.asked &= ~state.overloaded;
        state.gone &= ~state.overloaded;
        state.overloaded = 0;
        state.waits = false;
        return true;
    }

    /** Waits for the first page that may ask again, if all pages that are open wait for that. */
    void pauseIfAllWait(StripeOps ops, int count) {
        long now = region.threads.nanoTime();
        long pauseNs = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            StripeOps.PageState state = ops.page(i);
            if (!state.settled) {
                pauseNs = state.waits ? Math.min(pauseNs, state.retryAt - now) : 0;
            }
            if (pauseNs <= 0) {
                return;
            }
        }
        if (pauseNs != Long.MAX_VALUE) {
            region.threads.await(() -> false, pauseNs);
        }
    }

    /** The result of a page whose time is over. */
    PageResult result(long page, StripeOps.PageState state) {
        region.overloadedPages.increment();
        return state.view().overloaded(state.overloaded, "page " + page + " not read");
    }
}
