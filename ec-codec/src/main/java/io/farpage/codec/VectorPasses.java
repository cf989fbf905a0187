package io.farpage.codec;

import io.farpage.codec.VectorEmitter.Run;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner loops on vectors of one width, generated when they are first asked for. To be touched only if the module
 * jdk.incubator.vector is there.
 */
final class VectorPasses implements Passes {

    private record Rows(int first, int count, boolean syndromes) {}

    private static final List<VectorPasses> ALL_WIDTHS = List.of(
            new VectorPasses(LongVector.SPECIES_512),
            new VectorPasses(LongVector.SPECIES_256),
            new VectorPasses(LongVector.SPECIES_128));

    private final VectorSpecies<Long> species;
    private final int vectorBytes;
    private final Map<Rows, RowPass> rows = new ConcurrentHashMap<>();
    private final Lazy<ProductPass> bitProduct = new Lazy<>(this::makeBitProduct);
    private final Lazy<ProductPass> byteProduct = new Lazy<>(this::makeByteProduct);
    private final Lazy<SumPass> byteSum = new Lazy<>(this::makeByteSum);
    private final Lazy<VectorBytePasses> bytePasses;

    private VectorPasses(VectorSpecies<Long> species) {
        this.species = species;
        this.vectorBytes = species.vectorByteSize();
        this.bytePasses = new Lazy<>(() -> new VectorBytePasses(vectorBytes));
    }

    /**
     * Passes on vectors of {@code bits}.
     *
     * @throws IllegalArgumentException if {@code bits} is not 128, 256 or 512
     */
    static VectorPasses ofBits(int bits) {
        return ALL_WIDTHS.stream()
                .filter(passes -> passes.species.vectorBitSize() == bits)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are no passes on vectors of " + bits + " bits"));
    }

    /** The widest vectors that the machine has, in bits; less than 128 if it has none. */
    static int widestBits() {
        return Math.min(LongVector.SPECIES_PREFERRED.vectorBitSize(), 512);
    }

    private boolean holdsWholePackets() {
        return vectorBytes == BitGroups.GROUP_BYTES / BitGroups.PACKETS;
    }

    @Override
    public int rowsAtOnce() {
        return holdsWholePackets() ? 3 : 1;
    }

    @Override
    public RowPass rows(int first, int count, boolean syndromes) {
        return rows.computeIfAbsent(new Rows(first, count, syndromes), key -> makeRows(first, count, syndromes));
    }

    private RowPass makeRows(int first, int count, boolean syndromes) {
        if (holdsWholePackets()) {
            RowPass whole = rows(Run.PACKET, first, count, syndromes);
            RowPass part = rows(Run.MASKED, first, count, syndromes);
            return (data, stride, k, lost, packetBytes, stored, out0, out1, out2) -> (packetBytes == vectorBytes
                            ? whole
                            : part)
                    .run(data, stride, k, lost, packetBytes, stored, out0, out1, out2);
        }
        return new ColumnRowPass(
                rows(Run.VECTOR, first, count, syndromes), new ScalarRowPass(first, syndromes), vectorBytes);
    }

    private RowPass rows(Run run, int first, int count, boolean syndromes) {
        return VectorEmitter.make(
                RowPass.class,
                species,
                run,
                VectorRowPass.PACKET_BYTES,
                emitter -> VectorRowPass.emit(emitter, first, count, syndromes));
    }

    @Override
    public ProductPass bitProduct() {
        return bitProduct.get();
    }

    @Override
    public ProductPass byteProduct() {
        return byteProduct.get();
    }

    @Override
    public SumPass byteSum() {
        return byteSum.get();
    }

    private ProductPass makeBitProduct() {
        if (holdsWholePackets()) {
            ProductPass whole = bitProduct(Run.PACKET);
            ProductPass part = bitProduct(Run.MASKED);
            return (target, a, b, constant, packetBytes) ->
                    (packetBytes == vectorBytes ? whole : part).run(target, a, b, constant, packetBytes);
        }
        return new ColumnProductPass(bitProduct(Run.VECTOR), vectorBytes);
    }

    private ProductPass bitProduct(Run run) {
        return VectorEmitter.make(
                ProductPass.class, species, run, VectorBitProduct.PACKET_BYTES, VectorBitProduct::emit);
    }

    private ProductPass makeByteProduct() {
        return VectorEmitter.make(ProductPass.class, species, Run.VECTOR, 0, bytePasses.get()::emitProduct);
    }

    private SumPass makeByteSum() {
        return VectorEmitter.make(SumPass.class, species, Run.VECTOR, 0, bytePasses.get()::emitSum);
    }

    @Override
    public String toString() {
        return species.vectorBitSize() + "-bit vectors";
    }
}
