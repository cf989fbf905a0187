package io.farpage.codec;

import java.lang.classfile.CodeBuilder;

/** Emits a {@link SolvePass} on vectors: the target stays in registers while operands are added and it is scaled. */
final class VectorSolvePass {

    /** Locals of the parameters of {@link SolvePass#run}. */
    private static final int TARGET = 1;

    private static final int SCALE = 3;
    private static final int FIRST_OPERAND = 4;
    private static final int FIRST_CONSTANT = 6;
    private static final int NEXT = 3;

    private VectorSolvePass() {}

    static void emit(VectorEmitter emitter, int operands) {
        CodeBuilder code = emitter.code();
        int[] sum = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            emitter.load(TARGET, packet * BitGroups.WHOLE_PACKET_BYTES);
            code.astore(sum[packet]);
        }
        for (int i = 0; i < operands; i++) {
            int address = FIRST_OPERAND + NEXT * i;
            int[] operand = emitter.newVectors(BitGroups.PACKETS);
            for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
                emitter.load(address, packet * BitGroups.WHOLE_PACKET_BYTES);
                code.astore(operand[packet]);
            }
            int[] product = VectorProduct.emit(emitter, operand, FIRST_CONSTANT + NEXT * i);
            for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
                code.aload(sum[packet]);
                emitter.xor(product[packet]);
                code.astore(sum[packet]);
            }
        }
        int[] scaled = VectorProduct.emit(emitter, sum, SCALE);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(scaled[packet]);
            emitter.store(TARGET, packet * BitGroups.WHOLE_PACKET_BYTES);
        }
    }
}
