package io.farpage.store.aeron;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each {@link AeronCounter} has happened in a process. Thread-safe. */
public final class AeronCounters {
    private final Map<AeronCounter, LongAdder> adders = new EnumMap<>(AeronCounter.class);

    AeronCounters() {
        for (AeronCounter counter : AeronCounter.values()) {
            adders.put(counter, new LongAdder());
        }
    }

    /** The count so far. */
    public long get(AeronCounter counter) {
        return adder(counter).sum();
    }

    void increment(AeronCounter counter) {
        adder(counter).increment();
    }

    void add(AeronCounter counter, long count) {
        adder(counter).add(count);
    }

    private LongAdder adder(AeronCounter counter) {
        return Objects.requireNonNull(adders.get(counter));
    }
}
