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
    private final BitProductPass[] products;
    private final RowRuns[] parityRows;
    private final Combination[] each;

    BitDecoder(Erasures erasures, Passes passes) {
        this.erasures = erasures;
        this.dataFragments = erasures.geometry().data();
        this.lostCount = erasures.lostDataCount();
        this.syndromes = new RowRuns(passes, Bits.fill(lostCount, erasures::usedParity), true);
        this.elimination = new Elimination(erasures.lostToSyndromes());
        this.products = BitKernel.products(passes, false);
        this.parityRows = new RowRuns[erasures.geometry().parity()];
        Arrays.setAll(parityRows, row -> new RowRuns(passes, new int[] {row}, false));
        this.each = erasures.eachFromSources();
    }

    @Override
    public void decode(long data, long parity, int fragmentBytes) {
        int groupBytes;
        for (int offset = 0; offset < fragmentBytes; offset += groupBytes) {
            groupBytes = BitGroups.bytes(offset, fragmentBytes);
            int size = BitGroups.size(groupBytes);
            for (int run = 0; run < syndromes.count(); run++) {
                int place = syndromes.place(run);
                long out0 = lost(place, data + offset, fragmentBytes);
                long out1 = lost(place + 1, data + offset, fragmentBytes);
                long out2 = lost(place + 2, data + offset, fragmentBytes);
                syndromes(size, run, data + offset, parity + offset, fragmentBytes, out0, out1, out2);
            }
            eliminate(products[size], data + offset, fragmentBytes);
        }
    }

    /** Where lost data fragment number {@code place} belongs; the first one's place if there are not so many. */
    private long lost(int place, long data, int fragmentBytes) {
        return data + (long) erasures.lostData(place < lostCount ? place : 0) * fragmentBytes;
    }

    private void syndromes(
            int size, int run, long data, long parity, int fragmentBytes, long out0, long out1, long out2) {
        long stored = parity + (long) syndromes.first(run) * fragmentBytes;
        long lost = erasures.lostDataMask();
        syndromes.pass(size, run).run(data, fragmentBytes, dataFragments, lost, stored, out0, out1, out2);
    }

    /** Turns the syndromes of a group, which lie in the places of lost fragments, into those fragments. */
    private void eliminate(BitProductPass product, long data, int fragmentBytes) {
        for (int step = 0; step < elimination.steps(); step++) {
            long target = lost(elimination.target(step), data, fragmentBytes);
            long source = lost(elimination.source(step), data, fragmentBytes);
            product.run(target, source, 0, elimination.constant(step));
        }
    }

    @Override
    public void rebuild(int index, long data, long parity, long target, int fragmentBytes) {
        int groupBytes;
        for (int offset = 0; offset < fragmentBytes; offset += groupBytes) {
            groupBytes = BitGroups.bytes(offset, fragmentBytes);
            int size = BitGroups.size(groupBytes);
            long out = target + offset;
            if (lostCount == 0) {
                RowPass row = parityRows[index - dataFragments].pass(size, 0);
                row.run(data + offset, fragmentBytes, dataFragments, 0, 0, out, out, out);
            } else if (lostCount == 1 && index < dataFragments) {
                syndromes(size, 0, data + offset, parity + offset, fragmentBytes, out, out, out);
                eliminate(products[size], out, 0);
            } else {
                Memory.clear(out, groupBytes);
                Combination combination = each[erasures.placeOf(index)];
                addSources(combination, products[size], data + offset, parity + offset, fragmentBytes, out);
            }
        }
    }

    private static void addSources(
            Combination combination, BitProductPass product, long data, long parity, int fragmentBytes, long out) {
        for (int s = 0; s < combination.sourceCount(); s++) {
            long source = combination.sourceAddress(s, data, parity, fragmentBytes);
            product.run(out, source, 0, combination.coefficient(0, s));
        }
    }
}
