package io.farpage.codec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/**
 * Emits the {@link BitProductPass} of the fast layout on vectors: Horner's rule over the bits of the constant. A step
 * multiplies the sum by x and adds the operand where the bit is set, by a mask instead of a branch.
 */
final class VectorBitProduct {

    /** Locals of the parameters of {@link BitProductPass#run}. */
    private static final int TARGET = 1;

    private static final int A = 3;
    private static final int B = 5;
    private static final int CONSTANT = 7;

    private VectorBitProduct() {}

    static void emit(VectorEmitter emitter, boolean difference, int packetBytes) {
        CodeBuilder code = emitter.code();
        int[] operand = emitter.newVectors(BitGroups.PACKETS);
        int[] sum = emitter.newVectors(BitGroups.PACKETS);
        int bit = emitter.newInt();
        Label loop = code.newLabel();
        Label done = code.newLabel();
        Label nothing = code.newLabel();
        code.iload(CONSTANT).ifeq(nothing);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * packetBytes;
            emitter.load(A, offset);
            if (difference) {
                emitter.xor(() -> emitter.load(B, offset));
            }
            code.dup().astore(operand[packet]).astore(sum[packet]);
        }
        code.bipush(31)
                .iload(CONSTANT)
                .invokestatic(VectorEmitter.INTEGER, "numberOfLeadingZeros", VectorEmitter.INT_OF_INT)
                .isub()
                .istore(bit);
        code.labelBinding(loop).iload(bit).ifle(done);
        code.iinc(bit, -1);
        step(emitter, operand, sum, bit);
        code.goto_(loop).labelBinding(done);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * packetBytes;
            code.aload(sum[packet]);
            emitter.xor(() -> emitter.load(TARGET, offset));
            emitter.store(TARGET, offset);
        }
        code.labelBinding(nothing);
    }

    private static void step(VectorEmitter emitter, int[] operand, int[] sum, int bit) {
        CodeBuilder code = emitter.code();
        int chosen = emitter.newVector();
        emitter.broadcast(
                () -> code.iload(CONSTANT).iload(bit).iushr().iconst_1().iand().ineg());
        code.astore(chosen);
        int[] next = emitter.newVectors(BitGroups.PACKETS);
        int[] timesX = BitMatrix.ofPower(1);
        for (int packet = BitGroups.PACKETS - 1; packet >= 0; packet--) {
            code.aload(operand[packet]);
            emitter.and(chosen);
            code.astore(next[packet]);
            BitMatrix.emitSum(emitter, timesX[packet], sum);
            emitter.xor(next[packet]);
            code.astore(next[packet]);
        }
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(next[packet]).astore(sum[packet]);
        }
    }
}
