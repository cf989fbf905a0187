package io.farpage.codec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/** Emits a {@link SolvePass} on vectors: what is added stays in registers until it is scaled. */
final class VectorSolvePass {

    /** Locals of the parameters of {@link SolvePass#run}. */
    private static final int TARGET = 1;

    private static final int SCALE = 3;
    private static final int FIRST_OPERAND = 4;
    private static final int FIRST_CONSTANT = 6;
    private static final int NEXT = 3;
    private static final int GROUPS = 13;
    private static final int OUT = 14;

    private VectorSolvePass() {}

    static void emit(VectorEmitter emitter, Passes.Solve what) {
        CodeBuilder code = emitter.code();
        emitter.prepareMasks(what.outPacketBytes());
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop).iload(GROUPS).ifle(done);
        store(
                emitter,
                what.outPacketBytes(),
                what.plain() ? emitSum(emitter, what.operands()) : emitScaled(emitter, what.operands()));
        emitter.advance(TARGET);
        for (int i = 0; i < what.operands(); i++) {
            emitter.advance(FIRST_OPERAND + NEXT * i);
        }
        code.iinc(GROUPS, -1);
        code.goto_(loop).labelBinding(done);
    }

    private static void store(VectorEmitter emitter, int outPacketBytes, int[] result) {
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.code().aload(result[packet]);
            emitter.store(TARGET, packet * BitGroups.WHOLE_PACKET_BYTES);
        }
        for (int packet = 0; packet < BitGroups.PACKETS && outPacketBytes > 0; packet++) {
            emitter.code().aload(result[packet]);
            emitter.storeWithin(OUT, packet * outPacketBytes, BitGroups.PACKETS * outPacketBytes);
        }
    }

    /** The sum of target and operands. */
    private static int[] emitSum(VectorEmitter emitter, int operands) {
        int[] sum = load(emitter, TARGET);
        for (int i = 0; i < operands; i++) {
            sum = emitter.sum(sum, load(emitter, FIRST_OPERAND + NEXT * i));
        }
        return sum;
    }

    private static int[] emitScaled(VectorEmitter emitter, int operands) {
        int[] target = load(emitter, TARGET);
        int[] sum = switch (operands) {
            case 0 -> target;
            case 1 -> emitter.sum(VectorProduct.emit(emitter, load(emitter, FIRST_OPERAND), FIRST_CONSTANT), target);
            default -> emitter.sum(emitSumOfProducts(emitter, operands), target);
        };
        return VectorProduct.emit(emitter, sum, SCALE);
    }

    private static int[] load(VectorEmitter emitter, int address) {
        int[] group = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.load(address, packet * BitGroups.WHOLE_PACKET_BYTES);
            emitter.code().astore(group[packet]);
        }
        return group;
    }

    /**
     * Horner's rule over the bits of all constants at once: the sum is multiplied by x as often as the longest of them
     * asks for, not as often as all do. Operands are added from memory, so that registers are left for the sum.
     */
    private static int[] emitSumOfProducts(VectorEmitter emitter, int operands) {
        CodeBuilder code = emitter.code();
        int[] sum = emitter.newVectors(BitGroups.PACKETS);
        for (int vector : sum) {
            emitter.broadcast(code::iconst_0);
            code.astore(vector);
        }
        int bit = emitter.newInt();
        code.bipush(Integer.SIZE - 1).iload(FIRST_CONSTANT);
        for (int i = 1; i < operands; i++) {
            code.iload(FIRST_CONSTANT + NEXT * i).ior();
        }
        code.invokestatic(VectorEmitter.INTEGER, "numberOfLeadingZeros", VectorEmitter.INT_OF_INT)
                .isub()
                .istore(bit);
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop);
        for (int i = 0; i < operands; i++) {
            emitAddIfSet(emitter, sum, FIRST_OPERAND + NEXT * i, FIRST_CONSTANT + NEXT * i, bit);
        }
        code.iinc(bit, -1);
        code.iload(bit).iflt(done);
        VectorProduct.emitTimesX(emitter, sum);
        code.goto_(loop).labelBinding(done);
        return sum;
    }

    /** Adds the group at an address if a bit of a constant is set. */
    private static void emitAddIfSet(VectorEmitter emitter, int[] sum, int operand, int constant, int bit) {
        CodeBuilder code = emitter.code();
        Label without = code.newLabel();
        code.iload(constant).iload(bit).iushr().iconst_1().iand().ifeq(without);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * BitGroups.WHOLE_PACKET_BYTES;
            code.aload(sum[packet]);
            emitter.xor(() -> emitter.load(operand, offset));
            code.astore(sum[packet]);
        }
        code.labelBinding(without);
    }
}
