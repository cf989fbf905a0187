package io.farpage.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner loops on vectors of one width, generated when they are first asked for. To be touched only if the module
 * jdk.incubator.vector is there.
 */
final class VectorPasses implements Passes {

    /** Longest first. */
    private static final List<VectorSpecies<Integer>> SPECIES =
            List.of(IntVector.SPECIES_512, IntVector.SPECIES_256, IntVector.SPECIES_128, IntVector.SPECIES_64);

    private static final List<VectorPasses> ALL_WIDTHS =
            List.of(new VectorPasses(16), new VectorPasses(32), new VectorPasses(64));

    private static final int MOST_OPERANDS = 3;

    private final int vectorBytes;
    private final Map<Rows, RowPass> rows = new ConcurrentHashMap<>();
    private final Map<Integer, DifferencePass> differences = new ConcurrentHashMap<>();
    private final List<Lazy<SolvePass>> solves = new ArrayList<>();
    private final Lazy<ByteProductPass> byteProduct;
    private final Lazy<SumPass> byteSum;

    private VectorPasses(int vectorBytes) {
        this.vectorBytes = vectorBytes;
        VectorSpecies<Integer> species = species(vectorBytes);
        Lazy<VectorBytePasses> bytePasses = new Lazy<>(() -> new VectorBytePasses(vectorBytes));
        this.byteProduct =
                new Lazy<>(() -> VectorEmitter.make(ByteProductPass.class, species, bytePasses.get()::emitProduct));
        this.byteSum = new Lazy<>(() -> VectorEmitter.make(SumPass.class, species, bytePasses.get()::emitSum));
        for (int operands = 0; operands <= MOST_OPERANDS; operands++) {
            int count = operands;
            solves.add(new Lazy<>(() -> makeSolve(count)));
        }
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

    private boolean holdsWholePackets() {
        return vectorBytes == BitGroups.WHOLE_PACKET_BYTES;
    }

    /**
     * 512-bit vectors come with 32 registers, others may have 16 only. With a third row of syndromes a method grows too
     * large for the just-in-time compiler to inline everything.
     */
    @Override
    public int rowsAtOnce(boolean syndromes) {
        return !holdsWholePackets() ? 1 : (syndromes ? 2 : 3);
    }

    @Override
    public RowPass rows(Rows what) {
        return rows.computeIfAbsent(what, key -> {
            Columns<RowPass> columns = columns(
                    key.fromPacketBytes(),
                    species -> VectorEmitter.make(RowPass.class, species, emitter -> VectorRowPass.emit(emitter, key)));
            return columns.count() == 1
                    ? columns.pass(0)
                    : (data, stride, count, lost, stored, out0, out1, out2) -> {
                        for (int i = 0; i < columns.count(); i++) {
                            int at = columns.offset(i);
                            columns.pass(i)
                                    .run(data + at, stride, count, lost, stored + at, out0 + at, out1 + at, out2 + at);
                        }
                    };
        });
    }

    @Override
    public DifferencePass difference(int packetBytes) {
        return differences.computeIfAbsent(packetBytes, key -> {
            Columns<DifferencePass> columns = columns(
                    key,
                    species -> VectorEmitter.make(
                            DifferencePass.class, species, emitter -> VectorDifferencePass.emit(emitter, key)));
            return columns.count() == 1
                    ? columns.pass(0)
                    : (target, a, b, constant) -> {
                        for (int i = 0; i < columns.count(); i++) {
                            int at = columns.offset(i);
                            columns.pass(i).run(target + at, a + at, b + at, constant);
                        }
                    };
        });
    }

    @Override
    public SolvePass solve(int operands) {
        return solves.get(operands).get();
    }

    private SolvePass makeSolve(int operands) {
        Columns<SolvePass> columns = columns(
                BitGroups.WHOLE_PACKET_BYTES,
                species -> VectorEmitter.make(
                        SolvePass.class, species, emitter -> VectorSolvePass.emit(emitter, operands)));
        return columns.count() == 1
                ? columns.pass(0)
                : (target, scale, s0, c0, s1, c1, s2, c2) -> {
                    for (int i = 0; i < columns.count(); i++) {
                        int at = columns.offset(i);
                        columns.pass(i).run(target + at, scale, s0 + at, c0, s1 + at, c1, s2 + at, c2);
                    }
                };
    }

    /**
     * Passes that together do packets of a length: the widest vectors for as long as there is room, then narrower ones.
     * The widest of all, as long as a whole packet, does any packet alone.
     */
    private <P> Columns<P> columns(int packetBytes, Function<VectorSpecies<Integer>, P> maker) {
        List<P> passes = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int offset = 0;
        for (VectorSpecies<Integer> species : SPECIES) {
            int bytes = species.vectorByteSize();
            if (bytes <= vectorBytes
                    && (holdsWholePackets() || offset + bytes <= packetBytes)
                    && offset < packetBytes) {
                P pass = maker.apply(species);
                do {
                    passes.add(pass);
                    offsets.add(offset);
                    offset += bytes;
                } while (offset + bytes <= packetBytes);
            }
        }
        return new Columns<>(passes, offsets.stream().mapToInt(i -> i).toArray());
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

    /** Passes of the same kind, each for a part of every packet. */
    private static final class Columns<P> {
        private final List<P> passes;
        private final int[] offsets;

        Columns(List<P> passes, int[] offsets) {
            this.passes = passes;
            this.offsets = offsets;
        }

        int count() {
            return offsets.length;
        }

        P pass(int i) {
            return passes.get(i);
        }

        int offset(int i) {
            return offsets[i];
        }
    }
}
