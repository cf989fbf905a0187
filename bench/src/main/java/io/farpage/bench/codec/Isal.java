package io.farpage.bench.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The erasure code functions of Intel's ISA-L (Debian: libisal2), called as cheaply as Java can: constant handles,
 * without a change of the thread's state. To be used only if {@link #isInstalled}.
 */
final class Isal {

    private static final String LIBRARY = "libisal.so.2";

    private Isal() {}

    static boolean isInstalled() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(LIBRARY, arena);
            return true;
        } catch (IllegalArgumentException notFound) {
            return false;
        }
    }

    /** Look-up tables for the parity rows of ISA-L's own Cauchy matrix. */
    static MemorySegment tables(int k, int m, Arena arena) {
        MemorySegment matrix = arena.allocate((long) (k + m) * k);
        MemorySegment tables = arena.allocate(32L * k * m, 64);
        try {
            Handles.MATRIX.invokeExact(matrix, k + m, k);
            Handles.TABLES.invokeExact(k, m, matrix.asSlice((long) k * k), tables);
        } catch (Throwable e) {
            throw failed(e);
        }
        return tables;
    }

    /** Computes {@code rows} targets from k sources, both arrays of pointers. */
    static void encode(
            int length, int k, int rows, MemorySegment tables, MemorySegment sources, MemorySegment targets) {
        try {
            Handles.ENCODE.invokeExact(length, k, rows, tables, sources, targets);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Adds what one source contributes to the targets. */
    static void update(
            int length, int k, int rows, int index, MemorySegment tables, MemorySegment source, MemorySegment targets) {
        try {
            Handles.UPDATE.invokeExact(length, k, rows, index, tables, source, targets);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(Throwable e) {
        return new IllegalStateException("calling ISA-L failed", e);
    }

    /** Bound when first used, so that the class above can do without the library. */
    private static final class Handles {
        static final MethodHandle MATRIX = bind("gf_gen_cauchy1_matrix", ADDRESS, JAVA_INT, JAVA_INT);
        static final MethodHandle TABLES = bind("ec_init_tables", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle ENCODE =
                bind("ec_encode_data", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
        static final MethodHandle UPDATE =
                bind("ec_encode_data_update", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

        private static MethodHandle bind(String name, MemoryLayout... parameters) {
            MemorySegment function =
                    SymbolLookup.libraryLookup(LIBRARY, Arena.global()).findOrThrow(name);
            return Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.ofVoid(parameters), Linker.Option.critical(false));
        }
    }
}
