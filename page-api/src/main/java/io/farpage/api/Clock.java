package io.farpage.api;

/** Time as components see it. Safety never depends on it; it only says when to stop waiting. Thread-safe. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds since an arbitrary moment; never goes back. */
    long nanoTime();
}
