package io.farpage.codec;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Something for each of a few indexes, made when an index first comes up: a region has pages of one size, so one or two
 * sizes of groups are ever used. Threads that come at once may each make one; what is made must be immutable.
 */
final class OnDemand<T> {

    private final IntFunction<T> maker;
    private final @Nullable Object[] made;

    OnDemand(int count, IntFunction<T> maker) {
        this.maker = maker;
        this.made = new @Nullable Object[count];
    }

    T get(int index) {
        @SuppressWarnings("unchecked") // only this method stores, and what the maker gave
        T found = (T) made[index];
        return found != null ? found : make(index);
    }

    private T make(int index) {
        T fresh = maker.apply(index);
        made[index] = fresh;
        return fresh;
    }
}
