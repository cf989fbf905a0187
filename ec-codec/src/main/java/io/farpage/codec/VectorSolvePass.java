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

    private VectorSolvePass() {}

    static void emit(VectorEmitter emitter, int operands) {
        CodeBuilder code = emitter.code();
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop).iload(GROUPS).ifle(done);
        emitGroup(emitter, operands);
        emitter.advance(TARGET);
        for (int i = 0; i < operands; i++) {
            emitter.advance(FIRST_OPERAND + NEXT * i);
        }
        code.iinc(GROUPS, -1);
        code.goto_(loop).labelBinding(done);
    }

    private static void emitGroup(VectorEmitter emitter, int operands) {
        int[] sum = {};
        for (int i = 0; i < operands; i++) {
            int[] operand = load(emitter, FIRST_OPERAND + NEXT * i);
            int[] product = VectorProduct.emit(emitter, operand, FIRST_CONSTANT + NEXT * i);
            sum = i == 0 ? product : emitter.sum(sum, product);
        }
        int[] target = load(emitter, TARGET);
        int[] scaled = VectorProduct.emit(emitter, operands == 0 ? target : emitter.sum(sum, target), SCALE);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.code().aload(scaled[packet]);
            emitter.store(TARGET, packet * BitGroups.WHOLE_PACKET_BYTES);
        }
    }

    private static int[] load(VectorEmitter emitter, int address) {
        int[] group = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.load(address, packet * BitGroups.WHOLE_PACKET_BYTES);
            emitter.code().astore(group[packet]);
        }
        return group;
    }
}
