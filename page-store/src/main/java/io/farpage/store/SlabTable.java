package io.farpage.store;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An immutable set of slabs, found by id without allocating. Ids grow from slab to slab. */
final class SlabTable {
    static final SlabTable EMPTY = new SlabTable(new long[0], new Slab[0]);

    private final long[] ids;
    private final Slab[] slabs;

    private SlabTable(long[] ids, Slab[] slabs) {
        this.ids = ids;
        this.slabs = slabs;
    }

    @Nullable
    Slab find(long id) {
        int at = Arrays.binarySearch(ids, id);
        return at < 0 ? null : slabs[at];
    }

    List<Slab> all() {
        return List.of(slabs);
    }

    /** These and one more, whose id is above theirs. */
    SlabTable with(Slab slab) {
        int size = ids.length;
        long[] newIds = Arrays.copyOf(ids, size + 1);
        Slab[] newSlabs = Arrays.copyOf(slabs, size + 1);
        newIds[size] = slab.id;
        newSlabs[size] = slab;
        return new SlabTable(newIds, newSlabs);
    }

    /** These without one of them. */
    SlabTable without(Slab slab) {
        Slab[] left = Arrays.stream(slabs).filter(s -> s != slab).toArray(Slab[]::new);
        return new SlabTable(Arrays.stream(left).mapToLong(s -> s.id).toArray(), left);
    }
}
