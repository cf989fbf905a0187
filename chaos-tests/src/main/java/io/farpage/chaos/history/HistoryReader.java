package io.farpage.chaos.history;

import io.farpage.chaos.history.Operation.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads a {@link HistoryFile} from its beginning, also while it is still written. Not thread-safe. */
public final class HistoryReader implements AutoCloseable {
    private static final int RECORDS_AT_ONCE = 1 << 13;

    private final FileChannel file;
    private final ByteBuffer records =
            ByteBuffer.allocate(RECORDS_AT_ONCE * HistoryFile.RECORD_BYTES).order(ByteOrder.nativeOrder());
    private long read;

    HistoryReader(Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException("no history can be read from " + path + ": " + e, e);
        }
        records.limit(0);
    }

    /** The next operation, ended or not; null when none has begun. */
    @Nullable
    Operation next() {
        return next(false);
    }

    /** The next operation that has ended; null when there is none yet. */
    @Nullable
    Operation nextEnded() {
        return next(true);
    }

    private @Nullable Operation next(boolean ended) {
        int at = records.position();
        if (at == records.limit() || isMissing(at, ended)) {
            fill();
            at = records.position();
            if (at == records.limit() || isMissing(at, ended)) {
                return null;
            }
        }
        records.position(at + HistoryFile.RECORD_BYTES);
        long completedNs = records.getLong(at + (int) HistoryFile.COMPLETED);
        return new Operation(
                HistoryFile.KINDS.get(records.getInt(at + (int) HistoryFile.KIND)),
                records.getLong(at + (int) HistoryFile.PAGE),
                records.getLong(at + (int) HistoryFile.STAMP),
                records.getLong(at + (int) HistoryFile.INVOKED),
                completedNs,
                completedNs == 0
                        ? Outcome.UNKNOWN
                        : HistoryFile.OUTCOMES.get(records.getInt(at + (int) HistoryFile.OUTCOME)));
    }

    private boolean isMissing(int at, boolean ended) {
        return records.getLong(at + (int) (ended ? HistoryFile.COMPLETED : HistoryFile.INVOKED)) == 0;
    }

    /** Reads again from the record at the buffer's position. */
    private void fill() {
        read += records.position();
        records.clear();
        try {
            while (records.hasRemaining() && file.read(records, read + records.position()) > 0) {
                // Until the buffer or the file ends.
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot be read: " + e, e);
        }
        records.flip();
        records.limit(records.limit() / HistoryFile.RECORD_BYTES * HistoryFile.RECORD_BYTES);
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
