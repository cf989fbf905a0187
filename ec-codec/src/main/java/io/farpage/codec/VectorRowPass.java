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
    private final int first;
    private final boolean syndromes;
    private final int packetBytes;
    private final int[][] rows;
    private final int fragment;
    private final int source;
    private final int remaining;

    private VectorRowPass(VectorEmitter emitter, int first, int count, boolean syndromes, int packetBytes) {
        this.emitter = emitter;
        this.code = emitter.code();
        this.first = first;
        this.syndromes = syndromes;
        this.packetBytes = packetBytes;
        this.rows = new int[count][];
        for (int row = 0; row < count; row++) {
            rows[row] = emitter.newVectors(BitGroups.PACKETS);
        }
        this.fragment = emitter.newLong();
        this.source = syndromes ? emitter.newLong() : fragment;
        this.remaining = emitter.newInt();
    }

    static void emit(VectorEmitter emitter, int first, int count, boolean syndromes, int packetBytes) {
        new VectorRowPass(emitter, first, count, syndromes, packetBytes).emit();
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
            emitter.load(source, packet * packetBytes);
            for (int[] row : rows) {
                code.dup().astore(row[packet]);
            }
            code.pop();
        }
    }

    /** Takes zeros for a lost fragment. */
    private void chooseSource() {
        if (syndromes) {
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
            emitter.load(source, packet * packetBytes);
            code.astore(data);
            for (int row = 0; row < rows.length; row++) {
                next[row][packet] = emitter.newVector();
                BitMatrix.emitSum(emitter, BitMatrix.ofPower(first + row)[packet], rows[row]);
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
        if (syndromes) {
            code.lload(STORED)
                    .iload(STRIDE)
                    .loadConstant(row)
                    .imul()
                    .i2l()
                    .ladd()
                    .lstore(stored);
        }
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * packetBytes;
            code.aload(rows[row][packet]);
            if (syndromes) {
                emitter.xor(() -> emitter.load(stored, offset));
            }
            emitter.store(OUT + 2 * row, offset);
        }
    }
}
