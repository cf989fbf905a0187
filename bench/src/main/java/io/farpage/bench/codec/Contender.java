package io.farpage.bench.codec;

/**
 * One codec doing one operation.
 *
 * @param codec as in {@link CodecRow}
 * @param op as in {@link CodecRow}
 * @param work does it
 */
record Contender(String codec, String op, Work work) {

    /** Does the operation on a number of blocks, one after the other. */
    @FunctionalInterface
    interface Work {
        void run(int blocks);
    }
}
