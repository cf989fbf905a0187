package io.farpage.codec;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Chooses the passes for this machine, once. */
final class KernelChoice {

    private static final String MODULE = "jdk.incubator.vector";
    private static final int NARROWEST_BITS = 128;

    private KernelChoice() {}

    /** What every codec uses. */
    static Passes passes() {
        return Chosen.PASSES;
    }

    /** Whether this JVM was started with the vector module. */
    static boolean vectorsPresent() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    private static final class Chosen {
        static final Passes PASSES = choose();

        private static Passes choose() {
            if (vectorsPresent()) {
                int bits = VectorPasses.widestBits();
                if (bits >= NARROWEST_BITS) {
                    return VectorPasses.ofBits(bits);
                }
            }
            Logger logger = System.getLogger(KernelChoice.class.getPackageName());
            logger.log(
                    Level.WARNING,
                    vectorsPresent()
                            ? "this machine has no vectors that the JVM can use: coding runs on scalars, far slower"
                            : "module " + MODULE + " is not there: coding runs on scalars, far slower; start the JVM "
                                    + "with --add-modules " + MODULE);
            return ScalarPasses.INSTANCE;
        }
    }
}
