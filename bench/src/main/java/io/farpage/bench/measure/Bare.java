package io.farpage.bench.measure;

/** What moves the bytes of pages with nothing around it. Used by one thread. */
public interface Bare extends AutoCloseable {
    /** Moves the bytes of a read, so many pages at once. */
    void read(int pages);

    /** Moves the bytes of a write, so many pages at once. */
    void write(int pages);

    @Override
    void close();
}
