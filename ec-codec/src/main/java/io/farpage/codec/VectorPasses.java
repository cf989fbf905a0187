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

    private static final List<VectorPasses> ALL_WIDTHS = List.of(
            new VectorPasses(IntVector.SPECIES_128),
            new VectorPasses(IntVector.SPECIES_256),
            new VectorPasses(IntVector.SPECIES_512));

    private static final int SHORTEST_MASKED_BYTES = 24;

    private final VectorSpecies<Integer> species;
    private final int vectorBytes;
    private final Map<Rows, RowPass> rows = new ConcurrentHashMap<>();
    private final Map<Rows, DecodePass> decodes = new ConcurrentHashMap<>();
    private final Map<Integer, DifferencePass> differences = new ConcurrentHashMap<>();
    private final Map<Solve, SolvePass> solves = new ConcurrentHashMap<>();
    private final Lazy<ByteProductPass> byteProduct;
    private final Lazy<SumPass> byteSum;

    private VectorPasses(VectorSpecies<Integer> species) {
        this.species = species;
        this.vectorBytes = species.vectorByteSize();
        Lazy<VectorBytePasses> bytePasses = new Lazy<>(() -> new VectorBytePasses(vectorBytes));
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

    private boolean holdsWholePackets() {
        return vectorBytes == BitGroups.WHOLE_PACKET_BYTES;
    }

    /** 512-bit vectors come with 32 registers, others may have 16 only. */
    @Override
    public int rowsAtOnce() {
        return holdsWholePackets() ? 3 : 1;
    }

    @Override
    public RowPass rows(Rows what) {
        return rows.computeIfAbsent(what, this::makeRows);
    }

    private RowPass makeRows(Rows what) {
        int inVectors =
                VectorRowPass.isFlat(what) && holdsWholePackets() ? vectorBytes : bytesInVectors(what.packetBytes());
        RowPass rest = new ScalarRowPass(what, inVectors);
        if (inVectors == 0) {
            return rest;
        }
        RowPass pass = VectorEmitter.make(RowPass.class, species, emitter -> VectorRowPass.emitRows(emitter, what));
        if (inVectors == vectorBytes && inVectors >= what.packetBytes()) {
            return pass;
        }
        return (data, stride, count, lost, out0, out1, out2, groups) -> {
            for (int at = 0; at < inVectors; at += vectorBytes) {
                pass.run(data + at, stride, count, lost, out0 + at, out1 + at, out2 + at, groups);
            }
            rest.run(data, stride, count, lost, out0, out1, out2, groups);
        };
    }

    @Override
    public int decodesAtOnce(int packetBytes) {
        return holdsWholePackets() && bytesInVectors(packetBytes) > 0 ? 2 : 0;
    }

    @Override
    public DecodePass decode(int first, int count, int packetBytes) {
        return decodes.computeIfAbsent(
                new Rows(first, count, true, packetBytes, packetBytes),
                key -> VectorEmitter.make(
                        DecodePass.class,
                        species,
                        emitter -> VectorRowPass.emitDecode(emitter, first, count, packetBytes)));
    }

    @Override
    public DifferencePass difference(int packetBytes) {
        return differences.computeIfAbsent(packetBytes, this::makeDifference);
    }

    private DifferencePass makeDifference(int packetBytes) {
        int inVectors = bytesInVectors(packetBytes);
        DifferencePass rest = ScalarPasses.difference(packetBytes, inVectors);
        if (inVectors == 0) {
            return rest;
        }
        DifferencePass pass = VectorEmitter.make(
                DifferencePass.class, species, emitter -> VectorDifferencePass.emit(emitter, packetBytes));
        if (inVectors == vectorBytes && inVectors >= packetBytes) {
            return pass;
        }
        return (target, a, b, constant) -> {
            for (int at = 0; at < inVectors; at += vectorBytes) {
                pass.run(target + at, a + at, b + at, constant);
            }
            rest.run(target, a, b, constant);
        };
    }

    @Override
    public SolvePass solve(Solve what) {
        return solves.computeIfAbsent(what, this::makeSolve);
    }

    private SolvePass makeSolve(Solve what) {
        int inVectors = bytesInVectors(what.packetBytes());
        SolvePass rest = new ScalarSolvePass(what, inVectors);
        if (inVectors == 0) {
            return rest;
        }
        int scratchPacketBytes = scratchPacketBytes(what.packetBytes());
        SolvePass pass = VectorEmitter.make(
                SolvePass.class, species, emitter -> VectorSolvePass.emit(emitter, what, scratchPacketBytes));
        if (inVectors == vectorBytes && inVectors >= what.packetBytes()) {
            return pass;
        }
        return (scratch, s0, s1, s2, s3, out0, out1, out2, out3, factors) -> {
            for (int at = 0; at < inVectors; at += vectorBytes) {
                pass.run(
                        scratch + at,
                        s0 + at,
                        s1 + at,
                        s2 + at,
                        s3 + at,
                        out0 + at,
                        out1 + at,
                        out2 + at,
                        out3 + at,
                        factors);
            }
            rest.run(scratch, s0, s1, s2, s3, out0, out1, out2, out3, factors);
        };
    }

    @Override
    public int scratchPacketBytes(int packetBytes) {
        return holdsWholePackets() && bytesInVectors(packetBytes) > 0 ? vectorBytes : packetBytes;
    }

    /**
     * How many bytes of each packet vectors do; scalars do the rest. Vectors as long as a whole packet do all of a
     * shorter one too, unless it is so short that most would be masks. Vectors of all lengths but one are left alone: in
     * a JVM that uses several, the just-in-time compiler boxes some of them.
     */
    private int bytesInVectors(int packetBytes) {
        if (holdsWholePackets()) {
            return packetBytes >= SHORTEST_MASKED_BYTES ? vectorBytes : 0;
        }
        return packetBytes & -vectorBytes;
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
