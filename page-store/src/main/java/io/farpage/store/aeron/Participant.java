package io.farpage.store.aeron;

/** Something that the background task of an {@link AeronMedia} lets make progress. */
interface Participant extends AutoCloseable {
    /** Does what there is to do without blocking; returns how much. */
    int work();

    /** Whether threads that wait for its answers call {@link #work} as well, so that the background task may stay out of their way. */
    boolean worksForWaiters();

    /** Called when Aeron ends first. Safe to call twice. */
    @Override
    void close();
}
