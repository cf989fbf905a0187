package io.farpage.codec;

import java.lang.classfile.CodeBuilder;

/** Emits a {@link DifferencePass} on vectors. */
final class VectorDifferencePass {

    /** Locals of the parameters of {@link DifferencePass#run}. */
    private static final int TARGET = 1;

    private static final int A = 3;
    private static final int B = 5;
    private static final int CONSTANT = 7;

    private VectorDifferencePass() {}

    static void emit(VectorEmitter emitter, int packetBytes) {
        CodeBuilder code = emitter.code();
        emitter.prepareMasks(packetBytes);
        int end = BitGroups.PACKETS * packetBytes;
        int[] difference = emitter.newVectors(BitGroups.PACKETS);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * packetBytes;
            emitter.loadWithin(A, offset, end);
            emitter.xor(() -> emitter.loadWithin(B, offset, end));
            code.astore(difference[packet]);
        }
        int[] product = VectorProduct.emit(emitter, difference, CONSTANT);
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * packetBytes;
            code.aload(product[packet]);
            emitter.xor(() -> emitter.loadWithin(TARGET, offset, end));
            code.astore(product[packet]);
        }
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            code.aload(product[packet]);
            emitter.storeWithin(TARGET, packet * packetBytes, end);
        }
    }
}
