package io.farpage.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one erasure pattern of the fast layout. One or two losses are decoded in one pass where the passes can, see
 * {@link DecodePass}. Otherwise the syndromes of as many rows as data fragments are lost go where those belong, and an
 * {@link Elimination} turns them into the fragments there. A group that is not whole is solved in {@link Scratch},
 * where its packets are padded to whole ones; so is what {@link #rebuild} computes.
 */
final class BitDecoder implements Kernel.Decoder {

    private static final int WHOLE = BitGroups.SIZES - 1;
    private static final int MOST_OPERANDS = 3;

    private final Erasures erasures;
    private final int dataFragments;
    private final long lostMask;
    private final int lostCount;
    private final int tileGroups;
    private final RowRuns inPlace;
    private final RowRuns[] intoScratch;
    private final RowRuns[][] parityIntoScratch;
    private final RowPass[] outOfScratch = new RowPass[BitGroups.SIZES];
    private final @Nullable DecodePass[] atOnce;
    private final Elimination elimination;
    private final SolvePass[] solves = new SolvePass[MOST_OPERANDS + 1];

    BitDecoder(Erasures erasures, Passes passes) {
        this.erasures = erasures;
        this.dataFragments = erasures.geometry().data();
        this.lostMask = erasures.lostDataMask();
        this.lostCount = erasures.lostDataCount();
        this.tileGroups = BitGroups.tile(dataFragments + lostCount);
        int[] rows = Bits.fill(lostCount, erasures::usedParity);
        this.inPlace = RowRuns.forEachSize(passes, rows, true, false)[WHOLE];
        this.intoScratch = RowRuns.forEachSize(passes, rows, true, true);
        this.parityIntoScratch = new RowRuns[erasures.geometry().parity()][];
        Arrays.setAll(parityIntoScratch, row -> RowRuns.forEachSize(passes, new int[] {row}, true, true));
        Arrays.setAll(
                outOfScratch,
                size -> passes.rows(
                        new Passes.Rows(0, 1, false, BitGroups.WHOLE_PACKET_BYTES, BitGroups.packetBytes(size))));
        this.elimination = new Elimination(erasures.lostToSyndromes());
        Arrays.setAll(solves, passes::solve);
        this.atOnce = atOnce(passes);
    }

    /** For each size of group what decodes in one pass, or null where that cannot be. */
    private @Nullable DecodePass[] atOnce(Passes passes) {
        boolean neighbours = lostCount < 2 || erasures.usedParity(1) == erasures.usedParity(0) + 1;
        @Nullable DecodePass[] found = new @Nullable DecodePass[BitGroups.SIZES];
        for (int size = 0; size < BitGroups.SIZES && lostCount > 0 && neighbours; size++) {
            int packetBytes = BitGroups.packetBytes(size);
            if (lostCount <= passes.decodesAtOnce(packetBytes)) {
                found[size] = passes.decode(erasures.usedParity(0), lostCount, packetBytes);
            }
        }
        return found;
    }

    @Override
    public void decode(long data, long parity, int fragmentBytes) {
        int groups;
        for (int offset = 0; offset < fragmentBytes; offset += groups * BitGroups.WHOLE_BYTES) {
            int size = BitGroups.size(offset, fragmentBytes);
            groups = BitGroups.groups(tileGroups, offset, fragmentBytes);
            DecodePass pass = atOnce[size];
            if (pass != null) {
                decodeAtOnce(pass, data + offset, parity + offset, fragmentBytes, groups);
            } else if (size == WHOLE) {
                solve(inPlace, data + offset, parity + offset, fragmentBytes, 0, groups);
            } else if (lostCount > 0) {
                decodeShortGroup(size, data + offset, parity + offset, fragmentBytes);
            }
        }
    }

    private void decodeAtOnce(DecodePass pass, long data, long parity, int fragmentBytes, int groups) {
        long stored = parity + (long) erasures.usedParity(0) * fragmentBytes;
        pass.run(
                data,
                fragmentBytes,
                dataFragments,
                lostMask,
                stored,
                unknown(0, data, fragmentBytes, 0),
                unknown(lostCount - 1, data, fragmentBytes, 0),
                elimination.forward(),
                elimination.scale(lostCount - 1),
                elimination.back(),
                elimination.scale(0),
                groups);
    }

    private void decodeShortGroup(int size, long data, long parity, int fragmentBytes) {
        long scratch = Scratch.take();
        try {
            solve(intoScratch[size], data, parity, fragmentBytes, scratch, 1);
            for (int i = 0; i < lostCount; i++) {
                copyOut(scratch, i, size, unknown(i, data, fragmentBytes, 0));
            }
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    /** Computes all lost data fragments of some groups, where {@link #unknown} says. */
    private void solve(RowRuns syndromes, long data, long parity, int fragmentBytes, long scratch, int groups) {
        for (int run = 0; run < syndromes.count(); run++) {
            int place = syndromes.place(run);
            long stored = parity + (long) syndromes.first(run) * fragmentBytes;
            long out0 = unknown(place, data, fragmentBytes, scratch);
            long out1 = unknown(place + 1, data, fragmentBytes, scratch);
            syndromes.pass(run).run(data, fragmentBytes, dataFragments, lostMask, stored, out0, out1, 0, groups);
        }
        for (int i = 0; i < elimination.stepCount(); i++) {
            Elimination.Step step = elimination.step(i);
            solves[step.sourceCount()].run(
                    unknown(step.target(), data, fragmentBytes, scratch),
                    step.scale(),
                    unknown(step.source(0), data, fragmentBytes, scratch),
                    step.constant(0),
                    unknown(step.source(1), data, fragmentBytes, scratch),
                    step.constant(1),
                    unknown(step.source(2), data, fragmentBytes, scratch),
                    step.constant(2),
                    groups);
        }
    }

    /** Where lost data fragment number {@code place} is computed: in scratch, or where it belongs if that is 0. */
    private long unknown(int place, long data, int fragmentBytes, long scratch) {
        if (scratch != 0) {
            return scratch + (long) place * BitGroups.WHOLE_BYTES;
        }
        return place < lostCount ? data + (long) erasures.lostData(place) * fragmentBytes : 0;
    }

    /** A row with a single data fragment is a copy. */
    private void copyOut(long scratch, int place, int size, long target) {
        long from = unknown(place, 0, 0, scratch);
        outOfScratch[size].run(from, 0, 1, 0, 0, target, 0, 0, 1);
    }

    @Override
    public void rebuild(int index, long data, long parity, long target, int fragmentBytes) {
        long scratch = Scratch.take();
        try {
            for (int offset = 0; offset < fragmentBytes; offset += BitGroups.WHOLE_BYTES) {
                int size = BitGroups.size(offset, fragmentBytes);
                solve(intoScratch[size], data + offset, parity + offset, fragmentBytes, scratch, 1);
                int place = erasures.placeOf(index);
                if (index >= dataFragments) {
                    place = lostCount;
                    rebuildParity(scratch, size, index - dataFragments, data + offset, fragmentBytes);
                }
                copyOut(scratch, place, size, target + offset);
            }
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    /** Computes a parity row after the lost data in scratch: from the available data, then from that. */
    private void rebuildParity(long scratch, int size, int row, long data, int fragmentBytes) {
        long out = unknown(lostCount, 0, 0, scratch);
        parityIntoScratch[row][size]
                .pass(0)
                .run(data, fragmentBytes, dataFragments, lostMask, Memory.ZEROS, out, 0, 0, 1);
        for (int i = 0; i < lostCount; i++) {
            int constant = erasures.parityRows().at(row, erasures.lostData(i));
            solves[1].run(out, 1, unknown(i, 0, 0, scratch), constant, 0, 0, 0, 0, 1);
        }
    }
}
