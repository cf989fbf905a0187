package io.farpage.codec;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes the body of a pass as bytecode that calls the Vector API, and makes the pass.
 *
 * <p>Why not Java source: the species must be a constant to the just-in-time compiler, so each width needs its own copy
 * of each loop; and all calls must stand in one method, because the compiler stops inlining helpers in a method of this
 * size, and a vector that is not inlined is boxed. docs/decisions/codec-generated-passes.md has the measurements.
 */
final class VectorEmitter {

    private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
    private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
    private static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
    private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
    private static final ClassDesc MASK = ClassDesc.of("jdk.incubator.vector.VectorMask");
    private static final ClassDesc OPERATORS = ClassDesc.of("jdk.incubator.vector.VectorOperators");
    private static final ClassDesc BINARY = OPERATORS.nested("Binary");
    private static final ClassDesc INTS = ClassDesc.of("jdk.incubator.vector.IntVector");
    private static final ClassDesc BYTES = ClassDesc.of("jdk.incubator.vector.ByteVector");
    static final ClassDesc INTEGER = ClassDesc.of("java.lang.Integer");
    static final MethodTypeDesc INT_OF_INT = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final ClassDesc LONG = ConstantDescs.CD_long;

    private final CodeBuilder code;
    private final int vectorBytes;

    /** Locals of masks, by how many longs they let through. */
    private final int[] masks = new int[Long.BYTES];

    private int[] temporaries = {};

    private VectorEmitter(CodeBuilder code, int vectorBytes) {
        this.code = code;
        this.vectorBytes = vectorBytes;
    }

    /**
     * Makes an instance of {@code pass}, an interface of one method, with a body that {@code body} emits.
     *
     * @param species of the vectors
     */
    static <P> P make(Class<P> pass, VectorSpecies<Integer> species, Consumer<VectorEmitter> body) {
        Method method = Arrays.stream(pass.getMethods())
                .filter(candidate -> Modifier.isAbstract(candidate.getModifiers()))
                .findFirst()
                .orElseThrow();
        MethodTypeDesc type = MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .describeConstable()
                .orElseThrow();
        ClassDesc name = ClassDesc.of(VectorEmitter.class.getPackageName(), "Vector" + pass.getSimpleName());
        byte[] bytes = ClassFile.of()
                .build(
                        name,
                        builder -> builder.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC)
                                .withInterfaceSymbols(pass.describeConstable().orElseThrow())
                                .withMethodBody(
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void,
                                        ClassFile.ACC_PUBLIC,
                                        VectorEmitter::construct)
                                .withMethodBody(method.getName(), type, ClassFile.ACC_PUBLIC, code -> {
                                    body.accept(new VectorEmitter(code, species.vectorByteSize()));
                                    code.return_();
                                }));
        try {
            MethodHandles.Lookup hidden =
                    MethodHandles.lookup().defineHiddenClassWithClassData(bytes, List.of(species, Memory.ALL), true);
            return pass.cast(hidden.lookupClass().getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a generated " + pass.getSimpleName() + " could not be made", e);
        }
    }

    private static void construct(CodeBuilder code) {
        code.aload(0)
                .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_();
    }

    int vectorBytes() {
        return vectorBytes;
    }

    CodeBuilder code() {
        return code;
    }

    int newVector() {
        return code.allocateLocal(TypeKind.REFERENCE);
    }

    int[] newVectors(int count) {
        return Bits.fill(count, ignored -> newVector());
    }

    /** Eight vectors for a short while: the same ones every time, as a method of many locals is longer. */
    int[] temporaries() {
        if (temporaries.length == 0) {
            temporaries = newVectors(BitGroups.PACKETS);
        }
        return temporaries;
    }

    int newLong() {
        return code.allocateLocal(TypeKind.LONG);
    }

    int newInt() {
        return code.allocateLocal(TypeKind.INT);
    }

    private void species() {
        classData(0, SPECIES);
    }

    private void classData(int index, ClassDesc type) {
        code.ldc(DynamicConstantDesc.ofNamed(ConstantDescs.BSM_CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index));
    }

    private void littleEndian() {
        code.getstatic(ORDER, "LITTLE_ENDIAN", ORDER);
    }

    /** Moves the address in a local to the next whole group. */
    void advance(int address) {
        code.lload(address).loadConstant((long) BitGroups.WHOLE_BYTES).ladd().lstore(address);
    }

    /** Makes locals of the sums of the vectors in others. */
    int[] sum(int[] a, int[] b) {
        int[] sum = newVectors(a.length);
        for (int i = 0; i < a.length; i++) {
            code.aload(a[i]);
            xor(b[i]);
            code.astore(sum[i]);
        }
        return sum;
    }

    /** Pushes the vector at the address in a local plus {@code offset}. */
    void load(int address, int offset) {
        load(() -> address(address, offset));
    }

    /** The same, but reads only as much as {@code end} allows, which is an offset too; other lanes are 0. */
    void loadWithin(int address, int offset, int end) {
        if (offset + vectorBytes <= end) {
            load(address, offset);
        } else {
            species();
            classData(1, SEGMENT);
            address(address, offset);
            littleEndian();
            mask(end - offset);
            code.invokestatic(INTS, "fromMemorySegment", MethodTypeDesc.of(INTS, SPECIES, SEGMENT, LONG, ORDER, MASK));
        }
    }

    private void mask(int lengthBytes) {
        code.aload(masks[lengthBytes / Long.BYTES]);
    }

    /** To be called first if packets of this length are to be loaded or stored within the end of a group. */
    void prepareMasks(int packetBytes) {
        for (int packet = BitGroups.PACKETS - 1; packet >= 0 && packetBytes > 0; packet--) {
            int room = (BitGroups.PACKETS - packet) * packetBytes;
            if (room < vectorBytes && masks[room / Long.BYTES] == 0) {
                masks[room / Long.BYTES] = code.allocateLocal(TypeKind.REFERENCE);
                species();
                code.iconst_0()
                        .loadConstant(room / Integer.BYTES)
                        .invokeinterface(
                                SPECIES,
                                "indexInRange",
                                MethodTypeDesc.of(MASK, ConstantDescs.CD_int, ConstantDescs.CD_int))
                        .astore(masks[room / Long.BYTES]);
            }
        }
    }

    /** Pushes the vector at the address that {@code address} pushes. */
    void load(Runnable address) {
        species();
        classData(1, SEGMENT);
        address.run();
        littleEndian();
        code.invokestatic(INTS, "fromMemorySegment", MethodTypeDesc.of(INTS, SPECIES, SEGMENT, LONG, ORDER));
    }

    /** Pops a vector and writes it to the address in a local plus {@code offset}. */
    void store(int address, int offset) {
        store(() -> address(address, offset));
    }

    /** The same, but writes only as much as {@code end} allows, which is an offset too. */
    void storeWithin(int address, int offset, int end) {
        if (offset + vectorBytes <= end) {
            store(address, offset);
        } else {
            classData(1, SEGMENT);
            address(address, offset);
            littleEndian();
            mask(end - offset);
            code.invokevirtual(
                    INTS, "intoMemorySegment", MethodTypeDesc.of(ConstantDescs.CD_void, SEGMENT, LONG, ORDER, MASK));
        }
    }

    /** Pops a vector and writes it to the address that {@code address} pushes. */
    void store(Runnable address) {
        classData(1, SEGMENT);
        address.run();
        littleEndian();
        code.invokevirtual(INTS, "intoMemorySegment", MethodTypeDesc.of(ConstantDescs.CD_void, SEGMENT, LONG, ORDER));
    }

    private void address(int local, int offset) {
        code.lload(local);
        if (offset != 0) {
            code.loadConstant((long) offset).ladd();
        }
    }

    /** Pushes a vector that has the int that {@code value} pushes in all lanes. */
    void broadcast(Runnable value) {
        species();
        value.run();
        code.invokestatic(INTS, "broadcast", MethodTypeDesc.of(INTS, SPECIES, ConstantDescs.CD_int));
    }

    /** Replaces the vector on the stack by its XOR with a local. */
    void xor(int local) {
        binary("XOR", () -> code.aload(local));
    }

    /** Replaces the vector on the stack by its XOR with the one that {@code right} pushes. */
    void xor(Runnable right) {
        binary("XOR", right);
    }

    /** Replaces the vector on the stack by its AND with a local. */
    void and(int local) {
        binary("AND", () -> code.aload(local));
    }

    private void binary(String operator, Runnable right) {
        code.getstatic(OPERATORS, operator, OPERATORS.nested("Associative"));
        right.run();
        code.invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, VECTOR));
    }

    /** Shifts each lane of the vector on the stack right. */
    void shiftRight(int bits) {
        code.getstatic(OPERATORS, "LSHR", BINARY)
                .loadConstant(bits)
                .invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, ConstantDescs.CD_int));
    }

    /** Replaces the vector on the stack, as bytes, by what they point at in the table of bytes in a local. */
    void lookUp(int table) {
        asBytes();
        code.aload(table)
                .invokevirtual(BYTES, "selectFrom", MethodTypeDesc.of(BYTES, VECTOR))
                .invokevirtual(BYTES, "reinterpretAsInts", MethodTypeDesc.of(INTS));
    }

    void asBytes() {
        code.invokevirtual(INTS, "reinterpretAsBytes", MethodTypeDesc.of(BYTES));
    }
}
