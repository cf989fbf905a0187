package io.farpage.codec;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decodes one erasure pattern of the fast layout. One or two losses are decoded in one pass where the passes can, see
 * {@link DecodePass}. Otherwise, group by group, as many parity rows as data fragments are lost are computed from those
 * that are there, in {@link Scratch}, and a {@link SolvePass} turns them into the lost ones.
 */
final class BitDecoder implements Kernel.Decoder {

    private final Erasures erasures;
    private final int dataFragments;
    private final long lostMask;
    private final int lostCount;
    private final int tileGroups;
    private final OnDemand<RowRuns> usedRows;
    private final List<OnDemand<RowRuns>> eachRow;
    private final OnDemand<DifferencePass> differences;
    private final OnDemand<Optional<DecodePass>> atOnce;

    /** Whether what is lost is the sum of the others, which can be done in one go whatever the groups are. */
    private final boolean isSum;

    private final OnDemand<DecodePass> sums;
    private final Elimination elimination;
    private final OnDemand<SolvePass> solves;

    /** @param differences adds products, for each size of group */
    BitDecoder(Erasures erasures, Passes passes, OnDemand<DifferencePass> differences) {
        this.erasures = erasures;
        this.differences = differences;
        this.dataFragments = erasures.geometry().data();
        this.lostMask = erasures.lostDataMask();
        this.lostCount = erasures.lostDataCount();
        this.tileGroups = BitGroups.tile(dataFragments + lostCount);
        this.usedRows = RowRuns.toScratch(passes, Bits.fill(lostCount, erasures::usedParity));
        this.eachRow = IntStream.range(0, erasures.geometry().parity())
                .mapToObj(row -> RowRuns.of(passes, new int[] {row}, true))
                .toList();
        this.isSum =
                lostCount == 1 && erasures.usedParity(0) == 0 && passes.decodesAtOnce(BitGroups.WHOLE_PACKET_BYTES) > 0;
        this.sums = new OnDemand<>(2 * BitGroups.SIZES, size -> passes.decode(0, 1, BitGroups.packetBytes(size)));
        this.elimination = new Elimination(erasures.lostToSyndromes());
        this.solves = new OnDemand<>(
                BitGroups.SIZES,
                size -> passes.solve(
                        new Passes.Solve(lostCount, erasures.usedParity(0) == 0, BitGroups.packetBytes(size))));
        this.atOnce = new OnDemand<>(BitGroups.SIZES, size -> atOnce(passes, BitGroups.packetBytes(size)));
    }

    /** What decodes groups in one pass, if that can be. */
    private Optional<DecodePass> atOnce(Passes passes, int packetBytes) {
        boolean neighbours = lostCount < 2 || erasures.usedParity(1) == erasures.usedParity(0) + 1;
        return lostCount <= passes.decodesAtOnce(packetBytes) && neighbours
                ? Optional.of(passes.decode(erasures.usedParity(0), lostCount, packetBytes))
                : Optional.empty();
    }

    @Override
    public void decode(long data, long parity, int fragmentBytes) {
        if (isSum && fragmentBytes < 2 * BitGroups.WHOLE_BYTES) {
            DecodePass pass = sums.get(fragmentBytes / BitGroups.WHOLE_PACKET_BYTES - 1);
            decodeAtOnce(pass, data, parity, fragmentBytes, 1);
            return;
        }
        int groups;
        for (int offset = 0; offset < fragmentBytes && lostCount > 0; offset += groups * BitGroups.WHOLE_BYTES) {
            int size = BitGroups.size(offset, fragmentBytes);
            Optional<DecodePass> pass = atOnce.get(size);
            groups = pass.isPresent() ? BitGroups.groups(tileGroups, offset, fragmentBytes) : 1;
            if (pass.isPresent()) {
                decodeAtOnce(pass.get(), data + offset, parity + offset, fragmentBytes, groups);
            } else {
                decodeGroup(size, data + offset, parity + offset, fragmentBytes);
            }
        }
    }

    private void decodeAtOnce(DecodePass pass, long data, long parity, int fragmentBytes, int groups) {
        pass.run(
                data,
                fragmentBytes,
                dataFragments,
                lostMask,
                lost(0, data, fragmentBytes),
                lost(1, data, fragmentBytes),
                stored(0, parity, fragmentBytes),
                elimination.at(1, 0),
                elimination.at(1, 1),
                elimination.at(0, 1),
                elimination.at(0, 0),
                groups);
    }

    /** Where lost data fragment number {@code place} belongs, if there is one. */
    private long lost(int place, long data, int fragmentBytes) {
        return place < lostCount ? data + (long) erasures.lostData(place) * fragmentBytes : 0;
    }

    private void decodeGroup(int size, long data, long parity, int fragmentBytes) {
        long scratch = Scratch.take();
        try {
            solve(
                    size,
                    data,
                    parity,
                    fragmentBytes,
                    scratch,
                    lost(0, data, fragmentBytes),
                    lost(1, data, fragmentBytes),
                    lost(2, data, fragmentBytes),
                    lost(3, data, fragmentBytes));
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    /** Computes a group of all lost data fragments. */
    private void solve(
            int size,
            long data,
            long parity,
            int fragmentBytes,
            long scratch,
            long out0,
            long out1,
            long out2,
            long out3) {
        RowRuns runs = usedRows.get(size);
        for (int run = 0; run < runs.count(); run++) {
            long row0 = inScratch(scratch, runs.place(run));
            long row1 = row0 + BitGroups.WHOLE_BYTES;
            long row2 = row1 + BitGroups.WHOLE_BYTES;
            runs.pass(run).run(data, fragmentBytes, dataFragments, lostMask, row0, row1, row2, 1);
        }
        solves.get(size)
                .run(
                        scratch,
                        stored(0, parity, fragmentBytes),
                        stored(1, parity, fragmentBytes),
                        stored(2, parity, fragmentBytes),
                        stored(3, parity, fragmentBytes),
                        out0,
                        out1,
                        out2,
                        out3,
                        elimination.factors());
    }

    private static long inScratch(long scratch, int place) {
        return scratch + (long) place * BitGroups.WHOLE_BYTES;
    }

    /** Where the parity fragment is that stands in for lost data fragment number {@code place}, if there is one. */
    private long stored(int place, long parity, int fragmentBytes) {
        return place < lostCount ? parity + (long) erasures.usedParity(place) * fragmentBytes : 0;
    }

    @Override
    public void rebuild(int index, long data, long parity, long target, int fragmentBytes) {
        long scratch = Scratch.take();
        try {
            for (int offset = 0; offset < fragmentBytes; offset += BitGroups.WHOLE_BYTES) {
                int size = BitGroups.size(offset, fragmentBytes);
                if (lostCount > 0) {
                    solveInScratch(size, data + offset, parity + offset, fragmentBytes, scratch);
                }
                if (index < dataFragments) {
                    long solved = inScratch(scratch, erasures.placeOf(index));
                    Memory.copy(solved, target + offset, BitGroups.PACKETS * BitGroups.packetBytes(size));
                } else {
                    rebuildParity(index - dataFragments, size, data + offset, scratch, target + offset, fragmentBytes);
                }
            }
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    private void solveInScratch(int size, long data, long parity, int fragmentBytes, long scratch) {
        solve(
                size,
                data,
                parity,
                fragmentBytes,
                scratch,
                inScratch(scratch, 0),
                inScratch(scratch, 1),
                inScratch(scratch, 2),
                inScratch(scratch, 3));
    }

    /** Computes a group of a parity row: from the available data, then from the lost data in scratch. */
    private void rebuildParity(int row, int size, long data, long scratch, long target, int fragmentBytes) {
        RowPass pass = eachRow.get(row).get(size).pass(0);
        pass.run(data, fragmentBytes, dataFragments, lostMask, target, 0, 0, 1);
        for (int i = 0; i < lostCount; i++) {
            int constant = erasures.parityRows().at(row, erasures.lostData(i));
            differences.get(size).run(target, inScratch(scratch, i), Memory.ZEROS, constant);
        }
    }
}
