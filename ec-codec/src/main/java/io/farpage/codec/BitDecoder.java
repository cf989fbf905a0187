package io.farpage.codec;

import java.util.Arrays;

/**
 * Decodes one erasure pattern of the fast layout. The syndromes of as many rows as data fragments are lost go where the
 * lost fragments belong, and an {@link Elimination} turns them into those fragments there.
 */
final class BitDecoder implements Kernel.Decoder {

    private final Erasures erasures;
    private final int dataFragments;
    private final int lostCount;
    private final RowRuns syndromes;
    private final Elimination elimination;
    private final ProductPass product;
    private final RowPass[] parityRows;
    private final Combination[] each;

    BitDecoder(Erasures erasures, Passes passes) {
        this.erasures = erasures;
        this.dataFragments = erasures.geometry().data();
        this.lostCount = erasures.lostDataCount();
        this.syndromes = new RowRuns(passes, Bits.fill(lostCount, erasures::usedParity), true);
        this.elimination = new Elimination(erasures.lostToSyndromes());
        this.product = passes.bitProduct();
        this.parityRows = new RowPass[erasures.geometry().parity()];
        Arrays.setAll(parityRows, row -> passes.rows(row, 1, false));
        this.each = erasures.eachFromSources();
    }

    @Override
    public void decode(long data, long parity, int fragmentBytes) {
        for (int offset = 0; offset < fragmentBytes; offset += BitGroups.GROUP_BYTES) {
            int packetBytes = BitGroups.packetBytes(offset, fragmentBytes);
            for (int run = 0; run < syndromes.count(); run++) {
                int place = syndromes.place(run);
                syndromes(
                        run,
                        data + offset,
                        parity + offset,
                        fragmentBytes,
                        packetBytes,
                        lost(place, data, fragmentBytes) + offset,
                        lost(place + 1, data, fragmentBytes) + offset,
                        lost(place + 2, data, fragmentBytes) + offset);
            }
            eliminate(data + offset, fragmentBytes, packetBytes);
        }
    }

    private void syndromes(
            int run, long data, long parity, int fragmentBytes, int packetBytes, long out0, long out1, long out2) {
        long stored = parity + (long) syndromes.first(run) * fragmentBytes;
        long lost = erasures.lostDataMask();
        syndromes.pass(run).run(data, fragmentBytes, dataFragments, lost, packetBytes, stored, out0, out1, out2);
    }

    /** Turns the syndromes of a group, which lie in the places of lost fragments, into those fragments. */
    private void eliminate(long data, int fragmentBytes, int packetBytes) {
        for (int step = 0; step < elimination.steps(); step++) {
            long target = lost(elimination.target(step), data, fragmentBytes);
            long source = lost(elimination.source(step), data, fragmentBytes);
            product.run(target, source, Memory.ZEROS, elimination.constant(step), packetBytes);
        }
    }

    /** Where lost data fragment number {@code place} belongs; the first one's place if there are not so many. */
    private long lost(int place, long data, int fragmentBytes) {
        return data + (long) erasures.lostData(place < lostCount ? place : 0) * fragmentBytes;
    }

    @Override
    public void rebuild(int index, long data, long parity, long target, int fragmentBytes) {
        boolean parityOfIntactData = lostCount == 0;
        boolean onlyLostData = lostCount == 1 && index < dataFragments;
        for (int offset = 0; offset < fragmentBytes; offset += BitGroups.GROUP_BYTES) {
            int packetBytes = BitGroups.packetBytes(offset, fragmentBytes);
            long out = target + offset;
            if (parityOfIntactData) {
                parityRows[index - dataFragments].run(
                        data + offset, fragmentBytes, dataFragments, 0, packetBytes, 0, out, out, out);
            } else if (onlyLostData) {
                syndromes(0, data + offset, parity + offset, fragmentBytes, packetBytes, out, out, out);
                eliminate(out, 0, packetBytes);
            } else {
                combine(each[erasures.placeOf(index)], data + offset, parity + offset, out, fragmentBytes, packetBytes);
            }
        }
    }

    private void combine(
            Combination combination, long data, long parity, long out, int fragmentBytes, int packetBytes) {
        Memory.clear(out, packetBytes * BitGroups.PACKETS);
        for (int s = 0; s < combination.sourceCount(); s++) {
            long source = combination.sourceAddress(s, data, parity, fragmentBytes);
            product.run(out, source, Memory.ZEROS, combination.coefficient(0, s), packetBytes);
        }
    }
}
