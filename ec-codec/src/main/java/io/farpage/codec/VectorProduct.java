package io.farpage.codec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/**
 * Emits the product of a constant and one group of the fast layout, all in registers: Horner's rule over the bits of
 * the constant, from its highest. A step multiplies the sum by x and adds the operand where the bit is set. That is a
 * branch, but the constants are the same for every page, so it is predicted.
 */
final class VectorProduct {

    private VectorProduct() {}

    /**
     * Emits a product.
     *
     * @param operand locals of eight vectors
     * @param constant local of an int that is not 0
     * @return locals of the eight vectors of the product
     */
    static int[] emit(VectorEmitter emitter, int[] operand, int constant) {
        CodeBuilder code = emitter.code();
        int[] sum = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(operand[packet]).astore(sum[packet]);
        }
        int bit = emitter.newInt();
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.bipush(31)
                .iload(constant)
                .invokestatic(VectorEmitter.INTEGER, "numberOfLeadingZeros", VectorEmitter.INT_OF_INT)
                .isub()
                .istore(bit);
        code.labelBinding(loop).iload(bit).ifle(done);
        code.iinc(bit, -1);
        Label without = code.newLabel();
        code.iload(constant).iload(bit).iushr().iconst_1().iand().ifeq(without);
        emitStep(emitter, operand, sum, true);
        code.goto_(loop).labelBinding(without);
        emitStep(emitter, operand, sum, false);
        code.goto_(loop).labelBinding(done);
        return sum;
    }

    /** Emits {@code sum = x * sum}, and adds the operand if that is asked for. */
    private static void emitStep(VectorEmitter emitter, int[] operand, int[] sum, boolean add) {
        CodeBuilder code = emitter.code();
        int[] next = emitter.temporaries();
        int[] timesX = BitMatrix.ofPower(1);
        for (int packet = BitGroups.PACKETS - 1; packet >= 0; packet--) {
            BitMatrix.emitSum(emitter, timesX[packet], sum);
            if (add) {
                emitter.xor(operand[packet]);
            }
            code.astore(next[packet]);
        }
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(next[packet]).astore(sum[packet]);
        }
    }
}
