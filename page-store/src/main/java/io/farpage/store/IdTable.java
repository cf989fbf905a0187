package io.farpage.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An immutable map from slab ids, found without allocating. A change makes a new one, so readers need no lock. */
public final class IdTable<T> {
    private final long[] ids;
    private final List<T> values;

    private IdTable(long[] ids, List<T> values) {
        this.ids = ids;
        this.values = values;
    }

    /** Holds nothing. */
    public static <T> IdTable<T> empty() {
        return new IdTable<>(new long[0], List.of());
    }

    /** What is held under an id; null when nothing is. */
    public @Nullable T find(long id) {
        int at = Arrays.binarySearch(ids, id);
        return at < 0 ? null : values.get(at);
    }

    /** All that is held, by id. */
    public List<T> all() {
        return values;
    }

    /** The same with {@code value} under {@code id}, in place of what was there. */
    public IdTable<T> with(long id, T value) {
        IdTable<T> others = without(id);
        int at = -1 - Arrays.binarySearch(others.ids, id);
        long[] newIds = new long[others.ids.length + 1];
        System.arraycopy(others.ids, 0, newIds, 0, at);
        newIds[at] = id;
        System.arraycopy(others.ids, at, newIds, at + 1, others.ids.length - at);
        List<T> newValues = new ArrayList<>(others.values);
        newValues.add(at, value);
        return new IdTable<>(newIds, List.copyOf(newValues));
    }

    /** The same with nothing under {@code id}. */
    public IdTable<T> without(long id) {
        int at = Arrays.binarySearch(ids, id);
        if (at < 0) {
            return this;
        }
        long[] newIds = new long[ids.length - 1];
        System.arraycopy(ids, 0, newIds, 0, at);
        System.arraycopy(ids, at + 1, newIds, at, newIds.length - at);
        List<T> newValues = new ArrayList<>(values);
        newValues.remove(at);
        return new IdTable<>(newIds, List.copyOf(newValues));
    }
}
