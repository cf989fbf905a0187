package io.farpage.store;

import io.farpage.api.SlabSpec;
import java.io.IOException;

/** Where a host gets the memory of its slabs from. */
@FunctionalInterface
public interface SlabSpace {
    /** Memory that nobody outside this process can reach. */
    SlabSpace PRIVATE = (slab, spec) -> PrivateMemory.lend(spec);

    /**
     * Memory of zeros for a new slab.
     *
     * @param slab its id
     * @param spec what it is for
     * @throws IOException when there is not enough of it
     */
    SlabMemory lend(long slab, SlabSpec spec) throws IOException;
}
