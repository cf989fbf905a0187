package io.farpage.codec;

import java.util.Arrays;

/**
 * Decodes one erasure pattern of the fast layout, group by group. The syndromes of as many rows as data fragments are
 * lost go where those belong, and an {@link Elimination} turns them into the fragments there. A group that is not whole
 * is solved in {@link Scratch}, where its packets are padded to whole ones; so is what {@link #rebuild} computes.
 */
final class BitDecoder implements Kernel.Decoder {

    private final Erasures erasures;
    private final int dataFragments;
    private final int lostCount;
    private final RowRuns inPlace;
    private final RowRuns intoScratch;
    private final RowRuns[] parityIntoScratch;
    private final RowPass[] outOfScratch = new RowPass[BitGroups.SIZES];
    private final Elimination elimination;
    private final SolvePass[] solves;
    private final Matrix parityRows;

    BitDecoder(Erasures erasures, Passes passes) {
        this.erasures = erasures;
        this.dataFragments = erasures.geometry().data();
        this.lostCount = erasures.lostDataCount();
        this.parityRows = erasures.parityRows();
        int[] rows = Bits.fill(lostCount, erasures::usedParity);
        this.inPlace = new RowRuns(passes, rows, true, false);
        this.intoScratch = new RowRuns(passes, rows, true, true);
        this.parityIntoScratch = new RowRuns[erasures.geometry().parity()];
        Arrays.setAll(parityIntoScratch, row -> new RowRuns(passes, new int[] {row}, true, true));
        Arrays.setAll(
                outOfScratch,
                size -> passes.rows(
                        new Passes.Rows(0, 1, false, BitGroups.WHOLE_PACKET_BYTES, BitGroups.packetBytes(size))));
        this.elimination = new Elimination(erasures.lostToSyndromes());
        this.solves = new SolvePass[4];
        Arrays.setAll(solves, passes::solve);
    }

    @Override
    public void decode(long data, long parity, int fragmentBytes) {
        int wholeBytes = fragmentBytes & -BitGroups.WHOLE_BYTES;
        for (int offset = 0; offset < wholeBytes; offset += BitGroups.WHOLE_BYTES) {
            decodeWholeGroup(data + offset, parity + offset, fragmentBytes);
        }
        if (wholeBytes < fragmentBytes && lostCount > 0) {
            long scratch = Scratch.take();
            try {
                int size = BitGroups.size(wholeBytes, fragmentBytes);
                solveInScratch(scratch, size, data + wholeBytes, parity + wholeBytes, fragmentBytes);
                for (int i = 0; i < lostCount; i++) {
                    long target = data + wholeBytes + (long) erasures.lostData(i) * fragmentBytes;
                    copyOut(scratch, i, size, target);
                }
            } finally {
                Scratch.giveBack(scratch);
            }
        }
    }

    private void decodeWholeGroup(long data, long parity, int fragmentBytes) {
        for (int run = 0; run < inPlace.count(); run++) {
            int place = inPlace.place(run);
            long stored = parity + (long) inPlace.first(run) * fragmentBytes;
            long out0 = data + (long) erasures.lostData(place) * fragmentBytes;
            long out1 = place + 1 < lostCount ? data + (long) erasures.lostData(place + 1) * fragmentBytes : 0;
            long lost = erasures.lostDataMask();
            inPlace.pass(BitGroups.SIZES - 1, run).run(data, fragmentBytes, dataFragments, lost, stored, out0, out1, 0);
        }
        for (int i = 0; i < elimination.stepCount(); i++) {
            Elimination.Step step = elimination.step(i);
            long target = data + (long) erasures.lostData(step.target()) * fragmentBytes;
            solves[step.sourceCount()].run(
                    target,
                    step.scale(),
                    data + (long) erasures.lostData(step.source(0)) * fragmentBytes,
                    step.constant(0),
                    data + (long) erasures.lostData(step.source(1)) * fragmentBytes,
                    step.constant(1),
                    data + (long) erasures.lostData(step.source(2)) * fragmentBytes,
                    step.constant(2));
        }
    }

    /** Computes all lost data fragments of a group, one after the other, in scratch. */
    private void solveInScratch(long scratch, int size, long data, long parity, int fragmentBytes) {
        for (int run = 0; run < intoScratch.count(); run++) {
            long stored = parity + (long) intoScratch.first(run) * fragmentBytes;
            long out0 = inScratch(scratch, intoScratch.place(run));
            long out1 = out0 + BitGroups.WHOLE_BYTES;
            long lost = erasures.lostDataMask();
            intoScratch
                    .pass(size, run)
                    .run(data, fragmentBytes, dataFragments, lost, stored, out0, out1, out1 + BitGroups.WHOLE_BYTES);
        }
        for (int i = 0; i < elimination.stepCount(); i++) {
            Elimination.Step step = elimination.step(i);
            solves[step.sourceCount()].run(
                    inScratch(scratch, step.target()),
                    step.scale(),
                    inScratch(scratch, step.source(0)),
                    step.constant(0),
                    inScratch(scratch, step.source(1)),
                    step.constant(1),
                    inScratch(scratch, step.source(2)),
                    step.constant(2));
        }
    }

    private static long inScratch(long scratch, int place) {
        return scratch + (long) place * BitGroups.WHOLE_BYTES;
    }

    /** A row with a single data fragment is a copy. */
    private void copyOut(long scratch, int place, int size, long target) {
        outOfScratch[size].run(inScratch(scratch, place), 0, 1, 0, 0, target, 0, 0);
    }

    @Override
    public void rebuild(int index, long data, long parity, long target, int fragmentBytes) {
        long scratch = Scratch.take();
        try {
            for (int offset = 0; offset < fragmentBytes; offset += BitGroups.WHOLE_BYTES) {
                int size = BitGroups.size(offset, fragmentBytes);
                solveInScratch(scratch, size, data + offset, parity + offset, fragmentBytes);
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
        long out = inScratch(scratch, lostCount);
        long lost = erasures.lostDataMask();
        parityIntoScratch[row].pass(size, 0).run(data, fragmentBytes, dataFragments, lost, Memory.ZEROS, out, 0, 0);
        for (int i = 0; i < lostCount; i++) {
            int constant = parityRows.at(row, erasures.lostData(i));
            solves[1].run(out, 1, inScratch(scratch, i), constant, 0, 0, 0, 0);
        }
    }
}
