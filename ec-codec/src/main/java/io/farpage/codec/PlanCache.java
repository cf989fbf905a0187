package io.farpage.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The decode plans of one codec. Bounded: each erasure pattern has one slot that it may lie in, and the last plan made
 * for a slot stays. A look-up takes no lock and allocates nothing; a plan that was pushed out is computed again.
 */
final class PlanCache {

    /** More than the 1,470 patterns of 10+4 and of every smaller usual geometry. */
    private static final int SLOTS = 1 << 12;

    /** 2^64 divided by the golden ratio: spreads masks of few bits over the slots (Knuth, TAOCP 3, 6.4). */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final AtomicReferenceArray<@Nullable DecodePlan> slots = new AtomicReferenceArray<>(SLOTS);

    DecodePlan get(long missingMask, LongFunction<DecodePlan> maker) {
        int slot = (int) ((missingMask * GOLDEN) >>> (Long.SIZE - Integer.numberOfTrailingZeros(SLOTS)));
        DecodePlan cached = slots.getAcquire(slot);
        if (cached != null && cached.missingMask() == missingMask) {
            return cached;
        }
        DecodePlan plan = maker.apply(missingMask);
        slots.setRelease(slot, plan);
        return plan;
    }
}
