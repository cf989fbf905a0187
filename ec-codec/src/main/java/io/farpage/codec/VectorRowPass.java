package io.farpage.codec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/**
 * Emits {@link RowPass} and {@link DecodePass} on vectors: Horner's rule from the last data fragment to the first, eight vectors for each
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

    /** Locals of the parameters of both. */
    private static final int DATA = 1;

    private static final int STRIDE = 3;
    private static final int COUNT = 4;
    private static final int LOST = 5;
    private static final int OUT = 7;

    /** Parameters of {@link RowPass#run} only. */
    private static final int ROW_GROUPS = 13;

    /** Parameters of {@link DecodePass#run} only. */
    private static final int STORED = 11;

    private static final int FORWARD = 13;

    private static final int SCALE1 = 14;
    private static final int BACK = 15;
    private static final int SCALE0 = 16;
    private static final int DECODE_GROUPS = 17;

    private final VectorEmitter emitter;
    private final CodeBuilder code;
    private final Passes.Rows what;
    private final boolean flat;
    private final int vectors;
    private final int stepBytes;
    private final int[][] rows;
    private final int fragment;
    private final int source;
    private final int remaining;

    /** Whether only row 0 is computed, the sum of the fragments, which does not depend on where the packets are. */
    static boolean isFlat(Passes.Rows what) {
        return what.first() == 0 && what.count() == 1 && what.packetBytes() == what.toPacketBytes();
    }

    private VectorRowPass(VectorEmitter emitter, Passes.Rows what) {
        this.emitter = emitter;
        this.code = emitter.code();
        this.what = what;
        this.flat = isFlat(what) && emitter.vectorBytes() == BitGroups.WHOLE_PACKET_BYTES;
        this.stepBytes = flat ? emitter.vectorBytes() : what.packetBytes();
        this.vectors = BitGroups.PACKETS * what.packetBytes() / stepBytes;
        this.rows = new int[what.count()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = emitter.newVectors(vectors);
        }
        this.fragment = emitter.newLong();
        this.source = what.lossy() ? emitter.newLong() : fragment;
        this.remaining = emitter.newInt();
    }

    /** Emits a {@link RowPass}. */
    static void emitRows(VectorEmitter emitter, Passes.Rows what) {
        VectorRowPass pass = new VectorRowPass(emitter, what);
        pass.forEachGroup(ROW_GROUPS, Math.max(what.count(), 1), () -> {
            pass.horner();
            for (int row = 0; row < what.count(); row++) {
                pass.store(row, pass.rows[row]);
            }
        });
    }

    /** Emits a {@link DecodePass}. */
    static void emitDecode(VectorEmitter emitter, int first, int count, int packetBytes) {
        VectorRowPass pass = new VectorRowPass(emitter, new Passes.Rows(first, count, true, packetBytes, packetBytes));
        pass.forEachGroup(DECODE_GROUPS, count, () -> {
            pass.horner();
            pass.addStored();
            int[] b0 = pass.rows[0];
            if (count == 2) {
                int[] sum = emitter.sum(VectorProduct.emit(emitter, b0, FORWARD), pass.rows[1]);
                int[] b1 = VectorProduct.emit(emitter, sum, SCALE1);
                pass.store(1, b1);
                b0 = emitter.sum(VectorProduct.emit(emitter, b1, BACK), b0);
            }
            pass.store(0, isFlat(pass.what) ? b0 : VectorProduct.emit(emitter, b0, SCALE0));
            emitter.advance(STORED);
        });
    }

    private void forEachGroup(int groups, int outs, Runnable body) {
        if (!flat) {
            emitter.prepareMasks(what.packetBytes());
            emitter.prepareMasks(what.toPacketBytes());
        }
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop).iload(groups).ifle(done);
        body.run();
        emitter.advance(DATA);
        for (int out = 0; out < outs; out++) {
            emitter.advance(OUT + 2 * out);
        }
        code.iinc(groups, -1);
        code.goto_(loop).labelBinding(done);
    }

    private void horner() {
        lastFragment();
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop).iload(remaining).ifle(done);
        code.iinc(remaining, -1);
        code.lload(fragment).iload(STRIDE).i2l().lsub().lstore(fragment);
        step(loop);
        code.labelBinding(done);
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
        for (int packet = 0; packet < vectors; packet++) {
            emitter.loadWithin(source, packet * stepBytes, end());
            for (int[] row : rows) {
                code.dup().astore(row[packet]);
            }
            code.pop();
        }
    }

    /** Takes zeros if the last fragment is lost. */
    private void chooseSource() {
        if (what.lossy()) {
            Label chosen = code.newLabel();
            code.lload(fragment).lstore(source);
            branchIfAvailable(chosen);
            code.loadConstant(Memory.ZEROS).lstore(source);
            code.labelBinding(chosen);
        }
    }

    private void branchIfAvailable(Label available) {
        code.lload(LOST).iload(remaining).lushr().lconst_1().land().lconst_0();
        code.lcmp().ifeq(available);
    }

    /** Multiplies each row by its power of x, and adds the next fragment unless it is lost. */
    private void step(Label next) {
        if (what.lossy()) {
            Label available = code.newLabel();
            branchIfAvailable(available);
            multiplyRows(false);
            code.goto_(next);
            code.labelBinding(available);
        }
        multiplyRows(true);
        code.goto_(next);
    }

    private void multiplyRows(boolean addFragment) {
        int[][] next = new int[rows.length][vectors];
        int data = emitter.newVector();
        for (int packet = vectors - 1; packet >= 0; packet--) {
            if (addFragment) {
                emitter.load(fragment, packet * stepBytes);
                code.astore(data);
            }
            for (int row = 0; row < rows.length; row++) {
                next[row][packet] = emitter.newVector();
                if (flat) {
                    code.aload(rows[row][packet]);
                } else {
                    BitMatrix.emitSum(emitter, BitMatrix.ofPower(what.first() + row)[packet], rows[row]);
                }
                if (addFragment) {
                    emitter.xor(data);
                }
                code.astore(next[row][packet]);
            }
        }
        for (int row = 0; row < rows.length; row++) {
            for (int packet = 0; packet < vectors; packet++) {
                code.aload(next[row][packet]).astore(rows[row][packet]);
            }
        }
    }

    private void addStored() {
        int stored = emitter.newLong();
        for (int row = 0; row < rows.length; row++) {
            code.lload(STORED)
                    .iload(STRIDE)
                    .loadConstant(row)
                    .imul()
                    .i2l()
                    .ladd()
                    .lstore(stored);
            for (int packet = 0; packet < vectors; packet++) {
                int offset = packet * stepBytes;
                code.aload(rows[row][packet]);
                emitter.xor(() -> emitter.loadWithin(stored, offset, end()));
                code.astore(rows[row][packet]);
            }
        }
    }

    private void store(int row, int[] group) {
        for (int packet = 0; packet < vectors; packet++) {
            code.aload(group[packet]);
            int step = flat ? stepBytes : what.toPacketBytes();
            emitter.storeWithin(OUT + 2 * row, packet * step, BitGroups.PACKETS * what.toPacketBytes());
        }
    }

    /** The end of a group that is read. Beyond it is the next fragment, or, after the last one, anything. */
    private int end() {
        return BitGroups.PACKETS * what.packetBytes();
    }
}
