package io.farpage.codec;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decodes one erasure pattern of the fast layout. One or two losses are decoded in one pass where the passes can, see
 * {@link DecodePass}. Otherwise the syndromes of as many rows as data fragments are lost go where those belong, and an
 * {@link Elimination} turns them into the fragments there. A group that is not whole is solved in {@link Scratch},
 * where its packets are padded to whole ones; so is what {@link #rebuild} computes.
 */
final class BitDecoder implements Kernel.Decoder {

    private static final int WHOLE = BitGroups.SIZES - 1;

    private final Erasures erasures;
    private final int dataFragments;
    private final long lostMask;
    private final int lostCount;
    private final int tileGroups;
    private final OnDemand<RowRuns> inPlace;
    private final OnDemand<RowRuns> intoScratch;
    private final List<OnDemand<RowRuns>> parityIntoScratch;
    private final OnDemand<RowPass> outOfScratch;
    private final OnDemand<Optional<DecodePass>> atOnce;
    private final Elimination elimination;
    private final OnDemand<SolvePass[]> solves;
    private final OnDemand<SolvePass> addition;

    BitDecoder(Erasures erasures, Passes passes) {
        this.erasures = erasures;
        this.dataFragments = erasures.geometry().data();
        this.lostMask = erasures.lostDataMask();
        this.lostCount = erasures.lostDataCount();
        this.tileGroups = BitGroups.tile(dataFragments + lostCount);
        int[] rows = Bits.fill(lostCount, erasures::usedParity);
        this.inPlace = RowRuns.of(passes, rows, true, false);
        this.intoScratch = RowRuns.of(passes, rows, true, true);
        this.parityIntoScratch = IntStream.range(0, erasures.geometry().parity())
                .mapToObj(row -> RowRuns.of(passes, new int[] {row}, true, true))
                .toList();
        this.outOfScratch = new OnDemand<>(
                BitGroups.SIZES,
                size -> passes.rows(
                        new Passes.Rows(0, 1, false, BitGroups.WHOLE_PACKET_BYTES, BitGroups.packetBytes(size))));
        this.elimination = new Elimination(erasures.lostToSyndromes());
        this.solves = new OnDemand<>(BitGroups.SIZES, size -> solves(passes, size));
        this.addition = new OnDemand<>(1, ignored -> passes.solve(new Passes.Solve(1, false, 0)));
        this.atOnce = new OnDemand<>(BitGroups.SIZES, size -> atOnce(passes, BitGroups.packetBytes(size)));
    }

    /** What does each step of solving, if the results go to groups of a size too. */
    private SolvePass[] solves(Passes passes, int size) {
        SolvePass[] each = new SolvePass[elimination.stepCount()];
        for (int i = 0; i < each.length; i++) {
            Elimination.Step step = elimination.step(i);
            int outPacketBytes = step.isLast() && size != WHOLE ? BitGroups.packetBytes(size) : 0;
            each[i] = passes.solve(new Passes.Solve(step.sourceCount(), step.isPlain(), outPacketBytes));
        }
        return each;
    }

    /** What decodes groups in one pass, if that can be. */
    private Optional<DecodePass> atOnce(Passes passes, int packetBytes) {
        boolean neighbours = lostCount < 2 || erasures.usedParity(1) == erasures.usedParity(0) + 1;
        return lostCount > 0 && lostCount <= passes.decodesAtOnce(packetBytes) && neighbours
                ? Optional.of(passes.decode(erasures.usedParity(0), lostCount, packetBytes))
                : Optional.empty();
    }

    @Override
    public void decode(long data, long parity, int fragmentBytes) {
        int groups;
        for (int offset = 0; offset < fragmentBytes; offset += groups * BitGroups.WHOLE_BYTES) {
            int size = BitGroups.size(offset, fragmentBytes);
            groups = BitGroups.groups(tileGroups, offset, fragmentBytes);
            Optional<DecodePass> pass = atOnce.get(size);
            if (pass.isPresent()) {
                decodeAtOnce(pass.get(), data + offset, parity + offset, fragmentBytes, groups);
            } else if (size == WHOLE) {
                solve(inPlace.get(WHOLE), WHOLE, data + offset, parity + offset, fragmentBytes, 0, groups);
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
            solve(intoScratch.get(size), size, data, parity, fragmentBytes, scratch, 1);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    /**
     * Computes all lost data fragments of some groups, where {@link #unknown} says.
     *
     * @param outSize of the group where the fragments belong, if they are to be written there too; else whole
     */
    private void solve(
            RowRuns syndromes, int outSize, long data, long parity, int fragmentBytes, long scratch, int groups) {
        for (int run = 0; run < syndromes.count(); run++) {
            int place = syndromes.place(run);
            long stored = parity + (long) syndromes.first(run) * fragmentBytes;
            long out0 = unknown(place, data, fragmentBytes, scratch);
            long out1 = unknown(place + 1, data, fragmentBytes, scratch);
            syndromes.pass(run).run(data, fragmentBytes, dataFragments, lostMask, stored, out0, out1, 0, groups);
        }
        SolvePass[] passes = solves.get(outSize);
        for (int i = 0; i < passes.length; i++) {
            Elimination.Step step = elimination.step(i);
            passes[i].run(
                    unknown(step.target(), data, fragmentBytes, scratch),
                    step.scale(),
                    unknown(step.source(0), data, fragmentBytes, scratch),
                    step.constant(0),
                    unknown(step.source(1), data, fragmentBytes, scratch),
                    step.constant(1),
                    unknown(step.source(2), data, fragmentBytes, scratch),
                    step.constant(2),
                    groups,
                    unknown(step.target(), data, fragmentBytes, 0));
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
        outOfScratch.get(size).run(from, 0, 1, 0, 0, target, 0, 0, 1);
    }

    @Override
    public void rebuild(int index, long data, long parity, long target, int fragmentBytes) {
        long scratch = Scratch.take();
        try {
            for (int offset = 0; offset < fragmentBytes; offset += BitGroups.WHOLE_BYTES) {
                int size = BitGroups.size(offset, fragmentBytes);
                solve(intoScratch.get(size), WHOLE, data + offset, parity + offset, fragmentBytes, scratch, 1);
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
        parityIntoScratch
                .get(row)
                .get(size)
                .pass(0)
                .run(data, fragmentBytes, dataFragments, lostMask, Memory.ZEROS, out, 0, 0, 1);
        SolvePass addToParity = addition.get(0);
        for (int i = 0; i < lostCount; i++) {
            int constant = erasures.parityRows().at(row, erasures.lostData(i));
            addToParity.run(out, 1, unknown(i, 0, 0, scratch), constant, 0, 0, 0, 0, 1, 0);
        }
    }
}
