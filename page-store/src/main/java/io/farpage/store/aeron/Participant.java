package io.farpage.store.aeron;

/** Something that the background task of an {@link AeronMedia} lets make progress. */
interface Participant extends AutoCloseable {
    /** Does what there is to do without blocking; returns how much. */
    int work();

    /** Called when Aeron ends first. Safe to call twice. */
    @Override
    void close();
}
