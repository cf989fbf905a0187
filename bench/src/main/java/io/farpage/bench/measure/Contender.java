package io.farpage.bench.measure;

/** Something that is measured in turns with others. Used by one thread. */
public interface Contender {
    /** Takes one turn; returns nanoseconds for one operation. */
    double turn();

    /** All turns so far were to warm up. */
    default void forgetWarmUp() {}
}
