package io.farpage.codec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/** Emits a {@link SolvePass} on vectors: everything between the syndromes and the solution stays in registers. */
final class VectorSolvePass {

    /** Locals of the parameters of {@link SolvePass#run}. */
    private static final int UNKNOWN = 1;

    private static final int STORED = UNKNOWN + 2 * SolvePass.MOST;
    private static final int FACTORS = STORED + 2 * SolvePass.MOST;
    private static final int GROUPS = FACTORS + 1;

    private final VectorEmitter emitter;
    private final CodeBuilder code;
    private final int count;
    private final boolean plain;
    private final int packetBytes;
    private final int constant;

    private VectorSolvePass(VectorEmitter emitter, Passes.Solve what) {
        this.emitter = emitter;
        this.code = emitter.code();
        this.count = what.count();
        this.plain = what.plain();
        this.packetBytes = what.packetBytes();
        this.constant = emitter.newInt();
    }

    static void emit(VectorEmitter emitter, Passes.Solve what) {
        new VectorSolvePass(emitter, what).emit();
    }

    private void emit() {
        emitter.prepareMasks(packetBytes);
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop).iload(GROUPS).ifle(done);
        emitGroup();
        for (int i = 0; i < count; i++) {
            emitter.advance(UNKNOWN + 2 * i);
            emitter.advance(STORED + 2 * i);
        }
        code.iinc(GROUPS, -1);
        code.goto_(loop).labelBinding(done);
    }

    private void emitGroup() {
        int[][] b = new int[count][];
        b[0] = syndrome(0);
        for (int row = 1; row < count; row++) {
            b[row] = emitter.sum(products(b, row, 0, row), syndrome(row));
            if (row < count - 1) {
                store(row, b[row]);
            }
        }
        for (int row = count - 1; row >= 0; row--) {
            if (row < count - 1) {
                // Loading it again takes less than keeping it.
                int[] own = row == 0 ? syndrome(0) : reload(row);
                b[row] = emitter.sum(products(b, row, row + 1, count), own);
            }
            b[row] = product(b[row], row, row);
            store(row, b[row]);
        }
    }

    private void store(int row, int[] group) {
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(group[packet]);
            emitter.storeWithin(UNKNOWN + 2 * row, packet * packetBytes, BitGroups.PACKETS * packetBytes);
        }
    }

    private int[] reload(int row) {
        int[] group = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.loadWithin(UNKNOWN + 2 * row, packet * packetBytes, BitGroups.PACKETS * packetBytes);
            code.astore(group[packet]);
        }
        return group;
    }

    private int[] syndrome(int row) {
        int end = BitGroups.PACKETS * packetBytes;
        int[] sum = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * packetBytes;
            emitter.loadWithin(UNKNOWN + 2 * row, offset, end);
            emitter.xor(() -> emitter.loadWithin(STORED + 2 * row, offset, end));
            code.astore(sum[packet]);
        }
        return sum;
    }

    /** The sum of the products of some groups and the factors of a row. */
    private int[] products(int[][] b, int row, int from, int to) {
        int[] sum = product(b[from], row, from);
        for (int column = from + 1; column < to; column++) {
            sum = emitter.sum(product(b[column], row, column), sum);
        }
        return sum;
    }

    /** The product of a group and a factor. */
    private int[] product(int[] group, int row, int column) {
        if (plain && row == 0) {
            return group;
        }
        code.aload(FACTORS).loadConstant(row * count + column).iaload().istore(constant);
        return VectorProduct.emit(emitter, group, constant);
    }
}
