package io.farpage.codec;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * Reed-Solomon coding of stripes: k data fragments give m parity fragments, and any k of the k+m give all others back.
 * The code is systematic (the data fragments are the page's own bytes), over GF(2^8); docs/codec.md has the mathematics
 * and the layouts.
 *
 * <p><b>Memory.</b> A data area is k fragments of the same length, one after the other; a parity area is m fragments
 * likewise. Fragments have a positive multiple of 64 bytes, see {@link Geometry#fragmentBytes}; areas that start at a
 * multiple of 64 are fastest, but none need to. If k does not divide the page, the caller keeps the rest of the data
 * area zero. Segments are native. They stay the caller's; the codec keeps none after a call. The caller must not close
 * an arena while a call is using it: the codec checks that it is open when the call starts, not again.
 *
 * <p><b>Errors.</b> Every method checks its arguments before it writes a byte: a heap, read-only (if written) or
 * overlapping segment, or a bad fragment length gives {@link IllegalArgumentException}, an area outside its segment
 * {@link IndexOutOfBoundsException}, a closed arena {@link IllegalStateException}, another thread's confined segment
 * {@link WrongThreadException}. Bytes are not checked: fragments that are not what they were encoded as give wrong
 * results.
 *
 * <p><b>Threads.</b> Immutable; any number of threads may use one codec, on areas of their own. No call blocks, and
 * none allocates, except the first that needs the plan of an erasure pattern.
 */
public final class Codec {

    private record Key(Geometry geometry, Layout layout) {}

    /** At most one codec for each geometry and layout. */
    private static final Map<Key, Codec> CODECS = new ConcurrentHashMap<>();

    private final Geometry geometry;
    private final Layout layout;
    private final Matrix parityRows;
    private final Kernel kernel;
    private final StripeCheck stripeCheck;
    private final PlanCache plans = new PlanCache();
    private final LongFunction<DecodePlan> planMaker = this::makePlan;

    /**
     * A codec that runs on passes other than those of this machine.
     *
     * @throws IllegalArgumentException if the layout does not offer the geometry
     */
    Codec(Geometry geometry, Layout layout, Passes passes) {
        if (!layout.offers(geometry)) {
            throw new IllegalArgumentException("layout " + layout + " does not offer " + geometry
                    + ": some losses could not be decoded; use Layout.best(geometry)");
        }
        this.geometry = geometry;
        this.layout = layout;
        this.parityRows = ParityRows.of(geometry, layout);
        this.kernel = switch (layout) {
            case FAST -> new BitKernel(geometry, parityRows, passes);
            case STANDARD -> new ByteKernel(geometry, parityRows, passes);
        };
        this.stripeCheck = new StripeCheck(geometry, parityRows, kernel);
    }

    /**
     * The codec of a geometry and layout. The same one each time.
     *
     * @throws IllegalArgumentException if the layout does not offer the geometry, see {@link Layout#offers}
     */
    public static Codec of(Geometry geometry, Layout layout) {
        return CODECS.computeIfAbsent(
                new Key(geometry, layout), key -> new Codec(geometry, layout, KernelChoice.passes()));
    }

    /** The codec of a geometry in its {@linkplain Layout#best best layout}. The same one each time. */
    public static Codec of(Geometry geometry) {
        return of(geometry, Layout.best(geometry));
    }

    public Geometry geometry() {
        return geometry;
    }

    public Layout layout() {
        return layout;
    }

    /** Computes all parity fragments of a stripe from its data fragments. */
    public void encode(
            MemorySegment data, long dataOffset, MemorySegment parity, long parityOffset, int fragmentBytes) {
        Area.checkFragmentBytes(fragmentBytes);
        long dataAddress = dataAddress(data, dataOffset, fragmentBytes, false);
        long parityAddress = parityAddress(parity, parityOffset, fragmentBytes, true);
        checkDisjoint(dataAddress, parityAddress, fragmentBytes);
        kernel.encode(dataAddress, parityAddress, fragmentBytes);
    }

    /**
     * The plan for an erasure pattern. Plans are cached; the number that is kept is bounded.
     *
     * @param missingMask bit i is set if fragment i is not available: 0 to k-1 are data, k to k+m-1 parity
     * @throws IllegalArgumentException if fewer than k fragments are left, or the mask names fragments that the
     *     geometry does not have
     */
    public DecodePlan plan(long missingMask) {
        if ((missingMask & ~geometry.allMask()) != 0) {
            throw new IllegalArgumentException("mask of missing fragments " + Bits.describe(missingMask)
                    + " names fragments that a stripe of " + geometry + " does not have");
        }
        if (Long.bitCount(missingMask) > geometry.parity()) {
            throw new IllegalArgumentException("a stripe of " + geometry + " cannot be decoded without fragments "
                    + Bits.describe(missingMask) + ": " + geometry.data() + " must be available, but only "
                    + (geometry.total() - Long.bitCount(missingMask)) + " are");
        }
        return plans.get(missingMask, planMaker);
    }

    /**
     * Computes every missing data fragment in its place in the data area, from the fragments in the two areas that
     * {@link DecodePlan#sourceMask} names. No other fragment is read or written.
     *
     * @throws IllegalArgumentException also if {@code plan} is another codec's
     */
    public void decode(
            DecodePlan plan,
            MemorySegment data,
            long dataOffset,
            MemorySegment parity,
            long parityOffset,
            int fragmentBytes) {
        checkOwn(plan);
        Area.checkFragmentBytes(fragmentBytes);
        long dataAddress = dataAddress(data, dataOffset, fragmentBytes, true);
        long parityAddress = parityAddress(parity, parityOffset, fragmentBytes, false);
        checkDisjoint(dataAddress, parityAddress, fragmentBytes);
        plan.decoder().decode(dataAddress, parityAddress, fragmentBytes);
    }

    /**
     * Computes one missing fragment, data or parity, into {@code target}, from the fragments in the two areas that
     * {@link DecodePlan#sourceMask} names. The target may be the fragment's own place in its area, or any other memory
     * that holds none of those.
     *
     * @throws IllegalArgumentException also if {@code plan} is another codec's, {@code index} is not missing in it, or
     *     the target overlaps a fragment that is read
     */
    public void rebuild(
            DecodePlan plan,
            int index,
            MemorySegment data,
            long dataOffset,
            MemorySegment parity,
            long parityOffset,
            int fragmentBytes,
            MemorySegment target,
            long targetOffset) {
        checkOwn(plan);
        if (index < 0 || index >= geometry.total() || (plan.missingMask() >>> index & 1) == 0) {
            throw new IllegalArgumentException(
                    "fragment " + index + " is not missing in " + plan + "; ask for a plan that has it in its mask");
        }
        Area.checkFragmentBytes(fragmentBytes);
        long dataAddress = dataAddress(data, dataOffset, fragmentBytes, false);
        long parityAddress = parityAddress(parity, parityOffset, fragmentBytes, false);
        checkDisjoint(dataAddress, parityAddress, fragmentBytes);
        long targetAddress = Area.address(target, targetOffset, 1, fragmentBytes, "target", true);
        for (long rest = plan.sourceMask(); rest != 0; rest &= rest - 1) {
            int source = Long.numberOfTrailingZeros(rest);
            long sourceAddress = source < geometry.data()
                    ? dataAddress + (long) source * fragmentBytes
                    : parityAddress + (long) (source - geometry.data()) * fragmentBytes;
            Area.checkDisjoint(targetAddress, fragmentBytes, "target", sourceAddress, fragmentBytes, "source");
        }
        plan.decoder().rebuild(index, dataAddress, parityAddress, targetAddress, fragmentBytes);
    }

    /**
     * Brings the parity up to date after a change of one data fragment, without the other data fragments: adds to each
     * parity fragment what the change contributes. Equal to encoding the whole stripe again.
     *
     * @param index the data fragment that changed, 0 to k-1
     * @param before the fragment as the parity knows it
     * @param after the fragment as it is now; neither may overlap the parity
     * @param from first byte of the fragment that may differ
     * @param to end of the bytes that may differ, at most {@code fragmentBytes}; all others must be equal in both
     */
    public void update(
            int index,
            MemorySegment before,
            long beforeOffset,
            MemorySegment after,
            long afterOffset,
            MemorySegment parity,
            long parityOffset,
            int fragmentBytes,
            int from,
            int to) {
        Objects.checkIndex(index, geometry.data());
        Area.checkFragmentBytes(fragmentBytes);
        Objects.checkFromToIndex(from, to, fragmentBytes);
        long beforeAddress = Area.address(before, beforeOffset, 1, fragmentBytes, "before", false);
        long afterAddress = Area.address(after, afterOffset, 1, fragmentBytes, "after", false);
        long parityAddress = parityAddress(parity, parityOffset, fragmentBytes, true);
        long parityBytes = (long) geometry.parity() * fragmentBytes;
        Area.checkDisjoint(beforeAddress, fragmentBytes, "before", parityAddress, parityBytes, "parity");
        Area.checkDisjoint(afterAddress, fragmentBytes, "after", parityAddress, parityBytes, "parity");
        if (from < to) {
            kernel.update(index, beforeAddress, afterAddress, parityAddress, fragmentBytes, from, to);
        }
    }

    /**
     * Says whether a stripe of which all fragments are given is consistent, and if not which single fragment is bad,
     * without checksums. One bad fragment is always found if m is at least 2. Two bad ones are always told from one if
     * m is at least 3; with m = 2 they may look like a third one.
     *
     * @param scratch as much memory as the parity area has, overlapping neither area; its content is lost
     */
    public Consistency check(
            MemorySegment data,
            long dataOffset,
            MemorySegment parity,
            long parityOffset,
            int fragmentBytes,
            MemorySegment scratch,
            long scratchOffset) {
        Area.checkFragmentBytes(fragmentBytes);
        long dataAddress = dataAddress(data, dataOffset, fragmentBytes, false);
        long parityAddress = parityAddress(parity, parityOffset, fragmentBytes, false);
        long scratchAddress = Area.address(scratch, scratchOffset, geometry.parity(), fragmentBytes, "scratch", true);
        long dataBytes = (long) geometry.data() * fragmentBytes;
        long parityBytes = (long) geometry.parity() * fragmentBytes;
        Area.checkDisjoint(scratchAddress, parityBytes, "scratch", dataAddress, dataBytes, "data");
        Area.checkDisjoint(scratchAddress, parityBytes, "scratch", parityAddress, parityBytes, "parity");
        return stripeCheck.check(dataAddress, parityAddress, scratchAddress, fragmentBytes);
    }

    private DecodePlan makePlan(long missingMask) {
        Erasures erasures = new Erasures(geometry, parityRows, missingMask);
        return new DecodePlan(this, erasures, kernel.decoder(erasures));
    }

    private long dataAddress(MemorySegment data, long offset, int fragmentBytes, boolean written) {
        return Area.address(data, offset, geometry.data(), fragmentBytes, "data", written);
    }

    private long parityAddress(MemorySegment parity, long offset, int fragmentBytes, boolean written) {
        return Area.address(parity, offset, geometry.parity(), fragmentBytes, "parity", written);
    }

    private void checkDisjoint(long dataAddress, long parityAddress, int fragmentBytes) {
        long dataBytes = (long) geometry.data() * fragmentBytes;
        long parityBytes = (long) geometry.parity() * fragmentBytes;
        Area.checkDisjoint(dataAddress, dataBytes, "data", parityAddress, parityBytes, "parity");
    }

    private void checkOwn(DecodePlan plan) {
        if (plan.codec() != this) {
            throw new IllegalArgumentException(plan + " belongs to another codec than " + this);
        }
    }

    /** Geometry and layout, as in 8+2 STANDARD. */
    @Override
    public String toString() {
        return geometry + " " + layout;
    }
}
