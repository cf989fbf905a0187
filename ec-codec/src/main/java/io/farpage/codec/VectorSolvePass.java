package io.farpage.codec;

import java.lang.classfile.CodeBuilder;

/**
 * Emits a {@link SolvePass} on vectors. What is needed again later waits in scratch memory: the compiler would keep it in
 * registers otherwise, and have none left.
 */
final class VectorSolvePass {

    /** Locals of the parameters of {@link SolvePass#run}. */
    private static final int SCRATCH = 1;

    private static final int STORED = SCRATCH + 2;
    private static final int OUT = STORED + 2 * SolvePass.MOST;
    private static final int FACTORS = OUT + 2 * SolvePass.MOST;

    private final VectorEmitter emitter;
    private final CodeBuilder code;
    private final Passes.Solve what;
    private final int scratchPacketBytes;
    private final int constant;

    private VectorSolvePass(VectorEmitter emitter, Passes.Solve what, int scratchPacketBytes) {
        this.emitter = emitter;
        this.code = emitter.code();
        this.what = what;
        this.scratchPacketBytes = scratchPacketBytes;
        this.constant = emitter.newInt();
    }

    static void emit(VectorEmitter emitter, Passes.Solve what, int scratchPacketBytes) {
        emitter.prepareMasks(what.packetBytes());
        new VectorSolvePass(emitter, what, scratchPacketBytes).emit();
    }

    private void emit() {
        int count = what.count();
        int[][] b = new int[count][];
        b[0] = syndrome(0);
        for (int row = 1; row < count; row++) {
            b[row] = emitter.sum(products(b, row, 0, row), syndrome(row));
            if (row < count - 1) {
                keep(row, b[row]);
            }
        }
        for (int row = count - 1; row >= 0; row--) {
            if (row < count - 1) {
                int[] own = row == 0 ? syndrome(0) : kept(row);
                b[row] = emitter.sum(products(b, row, row + 1, count), own);
            }
            b[row] = product(b[row], row, row);
            store(row, b[row]);
        }
    }

    private int[] syndrome(int row) {
        int[] sum = kept(row);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * what.packetBytes();
            code.aload(sum[packet]);
            emitter.xor(() -> emitter.loadWithin(STORED + 2 * row, offset, end()));
            code.astore(sum[packet]);
        }
        return sum;
    }

    private int scratchOffset(int row, int packet) {
        return row * BitGroups.WHOLE_BYTES + packet * scratchPacketBytes;
    }

    private void keep(int row, int[] group) {
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(group[packet]);
            emitter.store(SCRATCH, scratchOffset(row, packet));
        }
    }

    private int[] kept(int row) {
        int[] group = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.load(SCRATCH, scratchOffset(row, packet));
            code.astore(group[packet]);
        }
        return group;
    }

    private void store(int row, int[] group) {
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(group[packet]);
            emitter.storeWithin(OUT + 2 * row, packet * what.packetBytes(), end());
        }
    }

    private int end() {
        return BitGroups.PACKETS * what.packetBytes();
    }

    /** The sum of the products of some groups and the factors of a row. */
    private int[] products(int[][] b, int row, int from, int to) {
        int[] sum = product(b[from], row, from);
        for (int column = from + 1; column < to; column++) {
            sum = emitter.sum(product(b[column], row, column), sum);
        }
        return sum;
    }

    private int[] product(int[] group, int row, int column) {
        if (what.plain() && row == 0) {
            return group;
        }
        code.aload(FACTORS).loadConstant(row * what.count() + column).iaload().istore(constant);
        return VectorProduct.emit(emitter, group, constant);
    }
}
