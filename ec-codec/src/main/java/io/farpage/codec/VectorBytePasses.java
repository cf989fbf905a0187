package io.farpage.codec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.util.function.IntConsumer;

/**
 * Emits the passes of the standard layout on vectors of one width. A product by a constant is two table look-ups, one
 * for the low bits of each byte and one for the rest: as many low bits as the vector has lanes to select from (6 for
 * 512 bits, 5 for 256, 4 for 128). No masks are needed, because a look-up ignores the higher bits of its index; the
 * table for the rest repeats itself where bits of the neighbouring byte come in with the shift.
 */
final class VectorBytePasses {

    private static final ClassDesc COMBINATION = ClassDesc.of(Combination.class.getName());

    private static final MethodTypeDesc INT_GETTER = MethodTypeDesc.of(ConstantDescs.CD_int);
    private static final MethodTypeDesc COEFFICIENT =
            MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc SOURCE_ADDRESS = MethodTypeDesc.of(
            ConstantDescs.CD_long,
            ConstantDescs.CD_int,
            ConstantDescs.CD_long,
            ConstantDescs.CD_long,
            ConstantDescs.CD_int);

    private final int vectorBytes;
    private final int lowBits;

    /** Address of the two tables of each constant. */
    private final long tables;

    VectorBytePasses(int vectorBytes) {
        this.vectorBytes = vectorBytes;
        this.lowBits = Integer.numberOfTrailingZeros(vectorBytes);
        this.tables = tables(vectorBytes, lowBits);
    }

    private static long tables(int vectorBytes, int lowBits) {
        long tables = Arena.global()
                .allocate(2L * vectorBytes * Field.SIZE, vectorBytes)
                .address();
        long next = tables;
        for (int constant = 0; constant < Field.SIZE; constant++) {
            for (int shift = 0; shift <= lowBits; shift += lowBits) {
                for (int index = 0; index < vectorBytes; index++) {
                    Memory.putByte(next++, (byte) Field.multiply(constant, index << shift & 0xff));
                }
            }
        }
        return tables;
    }

    /** Emits a {@link SumPass}: four vectors of the target at a time, over all sources, then what is left. */
    void emitSum(VectorEmitter emitter) {
        int combination = 1;
        int row = 2;
        int data = 3;
        int parity = 5;
        int target = 7;
        int fragmentBytes = 9;
        CodeBuilder code = emitter.code();
        int offset = emitter.newInt();
        int address = emitter.newLong();
        int source = emitter.newInt();
        Tables product = new Tables(emitter);
        code.iconst_0().istore(offset);
        // A fragment has a multiple of 64 bytes: each length that is left over is one round, not several.
        int vectorsInStep = Math.max(1, Geometry.FRAGMENT_ALIGNMENT_BYTES / vectorBytes);
        for (int vectors = 4; vectors >= vectorsInStep; vectors -= vectorsInStep) {
            int unroll = vectors;
            int[] sums = emitter.newVectors(unroll);
            whileRoom(code, offset, unroll * vectorBytes, fragmentBytes, () -> {
                for (int sum : sums) {
                    emitter.broadcast(code::iconst_0);
                    code.astore(sum);
                }
                Label sources = code.newLabel();
                Label done = code.newLabel();
                code.iconst_0().istore(source).labelBinding(sources);
                code.iload(source).aload(combination).invokevirtual(COMBINATION, "sourceCount", INT_GETTER);
                code.if_icmpge(done);
                code.aload(combination).iload(source).lload(data).lload(parity).iload(fragmentBytes);
                code.invokevirtual(COMBINATION, "sourceAddress", SOURCE_ADDRESS);
                code.iload(offset).i2l().ladd().lstore(address);
                product.load(() -> code.aload(combination)
                        .iload(row)
                        .iload(source)
                        .invokevirtual(COMBINATION, "coefficient", COEFFICIENT));
                for (int i = 0; i < unroll; i++) {
                    int place = i * vectorBytes;
                    emitter.load(
                            () -> code.lload(address).loadConstant((long) place).ladd());
                    product.addTo(sums[i]);
                }
                code.iinc(source, 1).goto_(sources).labelBinding(done);
                for (int i = 0; i < unroll; i++) {
                    int place = i * vectorBytes;
                    code.aload(sums[i]);
                    emitter.store(() -> code.lload(target)
                            .iload(offset)
                            .i2l()
                            .ladd()
                            .loadConstant((long) place)
                            .ladd());
                }
            });
        }
    }

    /** Emits a {@link ByteProductPass}. */
    void emitProduct(VectorEmitter emitter) {
        int target = 1;
        int a = 3;
        int b = 5;
        int constant = 7;
        int lengthBytes = 8;
        CodeBuilder code = emitter.code();
        int offset = emitter.newInt();
        int sum = emitter.newVector();
        Tables product = new Tables(emitter);
        product.load(() -> code.iload(constant));
        code.iconst_0().istore(offset);
        IntConsumer addressOf = base -> code.lload(base).iload(offset).i2l().ladd();
        whileRoom(code, offset, vectorBytes, lengthBytes, () -> {
            emitter.load(() -> addressOf.accept(target));
            code.astore(sum);
            emitter.load(() -> addressOf.accept(a));
            emitter.xor(() -> emitter.load(() -> addressOf.accept(b)));
            product.addTo(sum);
            code.aload(sum);
            emitter.store(() -> addressOf.accept(target));
        });
    }

    /** Emits {@code body} for as long as {@code offset + step <= end}, adding {@code step} to {@code offset}. */
    private static void whileRoom(CodeBuilder code, int offset, int step, int end, Runnable body) {
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(loop)
                .iload(offset)
                .loadConstant(step)
                .iadd()
                .iload(end)
                .if_icmpgt(done);
        body.run();
        code.iinc(offset, step).goto_(loop).labelBinding(done);
    }

    /** The two tables of one constant, in vectors. */
    private final class Tables {
        private final VectorEmitter emitter;
        private final CodeBuilder code;
        private final int low;
        private final int high;
        private final int address;
        private final int operand;

        Tables(VectorEmitter emitter) {
            this.emitter = emitter;
            this.code = emitter.code();
            this.low = emitter.newVector();
            this.high = emitter.newVector();
            this.address = emitter.newLong();
            this.operand = emitter.newVector();
        }

        /** Loads the tables of the constant that {@code constant} pushes. */
        void load(Runnable constant) {
            constant.run();
            code.i2l()
                    .loadConstant(2L * vectorBytes)
                    .lmul()
                    .loadConstant(tables)
                    .ladd()
                    .lstore(address);
            emitter.load(() -> code.lload(address));
            emitter.asBytes();
            code.astore(low);
            emitter.load(
                    () -> code.lload(address).loadConstant((long) vectorBytes).ladd());
            emitter.asBytes();
            code.astore(high);
        }

        /** Pops a vector, adds its product to a local. */
        void addTo(int sum) {
            code.astore(operand);
            code.aload(operand);
            emitter.lookUp(low);
            code.aload(operand);
            emitter.shiftRight(lowBits);
            emitter.lookUp(high);
            code.astore(operand);
            emitter.xor(operand);
            emitter.xor(sum);
            code.astore(sum);
        }
    }
}
