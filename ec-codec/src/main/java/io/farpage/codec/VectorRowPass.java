package io.farpage.codec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/**
 * Emits a {@link RowPass} on vectors: Horner's rule from the last data fragment to the first, eight vectors for each
 * row, one for each bit of the symbols. A step multiplies by x^r, which renames the vectors and adds a few XORs, and
 * adds the next fragment.
 *
 * <p>Two things make this as fast as copying. The loop stays rolled, and its packets come from the highest to the
 * lowest: then each new vector may take the register of the one that it replaces, and three rows fit 32 registers.
 *
 * <p>Packets that are shorter than a vector are read with what follows them, and written over what follows them, which
 * is then written itself: masks would cost twice the time. Only where a group ends are there masks.
 */
final class VectorRowPass {

    /** Locals of the parameters of {@link RowPass#run}. */
    private static final int DATA = 1;

    private static final int STRIDE = 3;
    private static final int COUNT = 4;
    private static final int LOST = 5;
    private static final int STORED = 7;
    private static final int OUT = 9;

    private final VectorEmitter emitter;
    private final CodeBuilder code;
    private final Passes.Rows what;
    private final int[][] rows;
    private final int fragment;
    private final int source;
    private final int remaining;

    private VectorRowPass(VectorEmitter emitter, Passes.Rows what) {
        this.emitter = emitter;
        this.code = emitter.code();
        this.what = what;
        this.rows = new int[what.count()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = emitter.newVectors(BitGroups.PACKETS);
        }
        this.fragment = emitter.newLong();
        this.source = what.syndromes() ? emitter.newLong() : fragment;
        this.remaining = emitter.newInt();
    }

    static void emit(VectorEmitter emitter, Passes.Rows what) {
        new VectorRowPass(emitter, what).emit();
    }

    private void emit() {
        lastFragment();
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop).iload(remaining).ifle(done);
        code.iinc(remaining, -1);
        code.lload(fragment).iload(STRIDE).i2l().lsub().lstore(fragment);
        step();
        code.goto_(loop).labelBinding(done);
        for (int row = 0; row < rows.length; row++) {
            store(row);
        }
    }

    /** Starts each row with the last data fragment. */
    private void lastFragment() {
        code.iload(COUNT).iconst_1().isub().istore(remaining);
        code.lload(DATA)
                .iload(STRIDE)
                .i2l()
                .iload(remaining)
                .i2l()
                .lmul()
                .ladd()
                .lstore(fragment);
        chooseSource();
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.loadWithin(source, packet * what.fromPacketBytes(), fromEnd());
            for (int[] row : rows) {
                code.dup().astore(row[packet]);
            }
            code.pop();
        }
    }

    /** Takes zeros for a lost fragment. */
    private void chooseSource() {
        if (what.syndromes()) {
            Label chosen = code.newLabel();
            code.lload(fragment).lstore(source);
            code.lload(LOST)
                    .iload(remaining)
                    .lushr()
                    .lconst_1()
                    .land()
                    .lconst_0()
                    .lcmp()
                    .ifeq(chosen);
            code.loadConstant(Memory.ZEROS).lstore(source);
            code.labelBinding(chosen);
        }
    }

    private void step() {
        chooseSource();
        int[][] next = new int[rows.length][BitGroups.PACKETS];
        int data = emitter.newVector();
        for (int packet = BitGroups.PACKETS - 1; packet >= 0; packet--) {
            emitter.load(source, packet * what.fromPacketBytes());
            code.astore(data);
            for (int row = 0; row < rows.length; row++) {
                next[row][packet] = emitter.newVector();
                BitMatrix.emitSum(emitter, BitMatrix.ofPower(what.first() + row)[packet], rows[row]);
                emitter.xor(data);
                code.astore(next[row][packet]);
            }
        }
        for (int row = 0; row < rows.length; row++) {
            for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
                code.aload(next[row][packet]).astore(rows[row][packet]);
            }
        }
    }

    private void store(int row) {
        int stored = emitter.newLong();
        if (what.syndromes()) {
            code.lload(STORED)
                    .iload(STRIDE)
                    .loadConstant(row)
                    .imul()
                    .i2l()
                    .ladd()
                    .lstore(stored);
        }
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int from = packet * what.fromPacketBytes();
            code.aload(rows[row][packet]);
            if (what.syndromes()) {
                emitter.xor(() -> emitter.loadWithin(stored, from, fromEnd()));
            }
            int toEnd = BitGroups.PACKETS * what.toPacketBytes();
            emitter.storeWithin(OUT + 2 * row, packet * what.toPacketBytes(), toEnd);
        }
    }

    /** The end of a group that is read. Beyond it is the next fragment, or, after the last one, anything. */
    private int fromEnd() {
        return BitGroups.PACKETS * what.fromPacketBytes();
    }
}
