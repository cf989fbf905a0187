package io.farpage.codec;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner loops on vectors of one width, generated when they are first asked for. To be touched only if the module
 * jdk.incubator.vector is there.
 */
final class VectorPasses implements Passes {

    private record Rows(int first, int count, boolean syndromes, int packetBytes) {}

    private record Product(boolean difference, int packetBytes) {}

    private static final List<VectorSpecies<Integer>> SPECIES =
            List.of(IntVector.SPECIES_64, IntVector.SPECIES_128, IntVector.SPECIES_256, IntVector.SPECIES_512);

    private static final List<VectorPasses> ALL_WIDTHS =
            List.of(new VectorPasses(16), new VectorPasses(32), new VectorPasses(64));

    private final int vectorBytes;
    private final Map<Rows, RowPass> rows = new ConcurrentHashMap<>();
    private final Map<Product, BitProductPass> bitProducts = new ConcurrentHashMap<>();
    private final Lazy<VectorBytePasses> bytePasses;
    private final Lazy<ByteProductPass> byteProduct;
    private final Lazy<SumPass> byteSum;

    private VectorPasses(int vectorBytes) {
        VectorSpecies<Integer> species = species(vectorBytes);
        this.vectorBytes = vectorBytes;
        this.bytePasses = new Lazy<>(() -> new VectorBytePasses(vectorBytes));
        this.byteProduct =
                new Lazy<>(() -> VectorEmitter.make(ByteProductPass.class, species, bytePasses.get()::emitProduct));
        this.byteSum = new Lazy<>(() -> VectorEmitter.make(SumPass.class, species, bytePasses.get()::emitSum));
    }

    /**
     * Passes on vectors of {@code bits}.
     *
     * @throws IllegalArgumentException if {@code bits} is not 128, 256 or 512
     */
    static VectorPasses ofBits(int bits) {
        return ALL_WIDTHS.stream()
                .filter(passes -> passes.vectorBytes * Byte.SIZE == bits)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are no passes on vectors of " + bits + " bits"));
    }

    /** The widest vectors that the machine has and there are passes for, in bits; less than 128 if it has none. */
    static int widestBits() {
        return Math.min(IntVector.SPECIES_PREFERRED.vectorBitSize(), 512);
    }

    private static VectorSpecies<Integer> species(int vectorBytes) {
        return SPECIES.stream()
                .filter(species -> species.vectorByteSize() == vectorBytes)
                .findFirst()
                .orElseThrow();
    }

    /** 512-bit vectors come with 32 registers, others may have 16 only. */
    @Override
    public int rowsAtOnce() {
        return vectorBytes == BitGroups.LONGEST_PACKET_BYTES ? 3 : 1;
    }

    @Override
    public RowPass rows(int first, int count, boolean syndromes, int packetBytes) {
        return rows.computeIfAbsent(new Rows(first, count, syndromes, packetBytes), this::makeRows);
    }

    private RowPass makeRows(Rows key) {
        int passBytes = Math.min(vectorBytes, key.packetBytes);
        RowPass pass = VectorEmitter.make(
                RowPass.class,
                species(passBytes),
                emitter -> VectorRowPass.emit(emitter, key.first, key.count, key.syndromes, key.packetBytes));
        if (passBytes == key.packetBytes) {
            return pass;
        }
        return (data, stride, count, lost, stored, out0, out1, out2) -> {
            for (int column = 0; column < key.packetBytes; column += passBytes) {
                pass.run(
                        data + column,
                        stride,
                        count,
                        lost,
                        stored + column,
                        out0 + column,
                        out1 + column,
                        out2 + column);
            }
        };
    }

    @Override
    public BitProductPass bitProduct(boolean difference, int packetBytes) {
        return bitProducts.computeIfAbsent(new Product(difference, packetBytes), this::makeBitProduct);
    }

    private BitProductPass makeBitProduct(Product key) {
        int passBytes = Math.min(vectorBytes, key.packetBytes);
        BitProductPass pass = VectorEmitter.make(
                BitProductPass.class,
                species(passBytes),
                emitter -> VectorBitProduct.emit(emitter, key.difference, key.packetBytes));
        if (passBytes == key.packetBytes) {
            return pass;
        }
        return (target, a, b, constant) -> {
            for (int column = 0; column < key.packetBytes; column += passBytes) {
                pass.run(target + column, a + column, b + column, constant);
            }
        };
    }

    @Override
    public ByteProductPass byteProduct() {
        return byteProduct.get();
    }

    @Override
    public SumPass byteSum() {
        return byteSum.get();
    }

    @Override
    public String toString() {
        return vectorBytes * Byte.SIZE + "-bit vectors";
    }
}
