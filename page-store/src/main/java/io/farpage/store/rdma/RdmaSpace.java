package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvPd;
import io.farpage.api.SlabSpec;
import io.farpage.store.SlabMemory;
import io.farpage.store.SlabSpace;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Host side: slabs that are registered with a device. Thread-safe. */
final class RdmaSpace implements SlabSpace {
    private final IbvPd pd;
    private final Map<Long, RdmaSlab> slabs = new ConcurrentHashMap<>();

    RdmaSpace(IbvPd pd) {
        this.pd = pd;
    }

    @Override
    public SlabMemory lend(long slab, SlabSpec spec) throws IOException {
        RdmaSlab made = new RdmaSlab(pd, spec, () -> slabs.remove(slab));
        slabs.put(slab, made);
        return made;
    }

    /** Where clients find a slab; null when there is none of that id. */
    long @Nullable [] place(long slab) {
        RdmaSlab found = slabs.get(slab);
        return found == null ? null : found.place();
    }
}
