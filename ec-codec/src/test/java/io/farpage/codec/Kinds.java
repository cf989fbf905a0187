package io.farpage.codec;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** The kinds of passes and codecs that tests go through. */
final class Kinds {

    /** The geometries that people use. */
    static final List<Geometry> USUAL = List.of(
            new Geometry(2, 1),
            new Geometry(4, 2),
            new Geometry(6, 3),
            new Geometry(8, 2),
            new Geometry(8, 3),
            new Geometry(10, 4));

    private Kinds() {}

    /**
     * Scalar, and vectors of every width: those that the machine has not are emulated by the JVM, slowly. In a JVM without
     * the vector module scalar only; the build runs the tests in such a one too.
     */
    static List<Passes> passes() {
        if (!KernelChoice.vectorsPresent()) {
            return List.of(ScalarPasses.INSTANCE);
        }
        return List.of(
                ScalarPasses.INSTANCE, VectorPasses.ofBits(128), VectorPasses.ofBits(256), VectorPasses.ofBits(512));
    }

    /** Any geometry, the usual ones more often. */
    static Arbitrary<Geometry> geometries() {
        Arbitrary<Geometry> any = Arbitraries.integers()
                .between(1, 64)
                .flatMap(
                        data -> Arbitraries.integers().between(0, 64 - data).map(parity -> new Geometry(data, parity)));
        return Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(2, Arbitraries.of(USUAL)));
    }

    /** A codec of a geometry for each layout that offers it and each kind of passes. */
    static List<Codec> codecs(Geometry geometry) {
        List<Codec> codecs = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            if (layout.offers(geometry)) {
                passes().forEach(passes -> codecs.add(new Codec(geometry, layout, passes)));
            }
        }
        return codecs;
    }
}
