package io.farpage.chaos.history;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.farpage.chaos.history.Operation.Kind;
import io.farpage.chaos.history.Operation.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What one thread of one process did, one operation after the other, in a mapped file: what was written to it is there when the process
 * is killed. Used by that thread, or by one after the other.
 */
public final class HistoryFile implements AutoCloseable {
    static final List<Kind> KINDS = List.of(Kind.values());
    static final List<Outcome> OUTCOMES = List.of(Outcome.values());
    static final int RECORD_BYTES = 40;
    static final long INVOKED = 0;
    static final long COMPLETED = 8;
    static final long PAGE = 16;
    static final long STAMP = 24;
    static final long KIND = 32;
    static final long OUTCOME = 36;
    private static final VarHandle WORD = JAVA_LONG.varHandle();
    private static final long CHUNK_BYTES = (long) RECORD_BYTES << 15;

    private final FileChannel file;
    private MemorySegment chunk = MemorySegment.NULL;
    private long chunks;
    private long at;

    private HistoryFile(FileChannel file) {
        this.file = file;
    }

    /**
     * Makes the file of a thread; there must be none.
     *
     * @param life which of the processes that work on the region one after the other, from 0
     */
    public static HistoryFile create(Path directory, int life, int thread) {
        try {
            return new HistoryFile(FileChannel.open(
                    directory.resolve(name(life, thread)),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException("no history can be kept in " + directory + ": " + e, e);
        }
    }

    static String name(int life, int thread) {
        return "life-" + life + ".thread-" + thread;
    }

    static boolean isHistory(Path file) {
        return String.valueOf(file.getFileName()).contains(".thread-");
    }

    /** An operation begins, at a time; the one before has ended. */
    public void begin(Kind kind, long page, long stamp, long invokedNs) {
        if (at == chunk.byteSize()) {
            nextChunk();
        }
        chunk.set(JAVA_LONG, at + PAGE, page);
        chunk.set(JAVA_LONG, at + STAMP, stamp);
        chunk.set(JAVA_INT, at + KIND, KINDS.indexOf(kind));
        // From here on a reader sees it.
        WORD.setRelease(chunk, at + INVOKED, invokedNs);
    }

    /** The operation that began last ends. */
    public void end(Outcome outcome, long stamp, long completedNs) {
        chunk.set(JAVA_LONG, at + STAMP, stamp);
        chunk.set(JAVA_INT, at + OUTCOME, OUTCOMES.indexOf(outcome));
        WORD.setRelease(chunk, at + COMPLETED, completedNs);
        at += RECORD_BYTES;
    }

    private void nextChunk() {
        try {
            chunk = file.map(MapMode.READ_WRITE, chunks++ * CHUNK_BYTES, CHUNK_BYTES, Arena.ofAuto());
            at = 0;
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot grow: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot be closed: " + e, e);
        }
    }
}
