package io.farpage.bench.peers;

import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A store of values under keys whose client answers later, so that one thread can have many requests on their way. */
abstract class KeyValuePeer implements Peer {
    private static final long PATIENCE_NS = 10_000_000_000L;
    private static final long FLUSH_AGAIN_NS = 20_000_000;

    final Servers servers;
    private final CompletableFuture<?>[] answers = new CompletableFuture<?>[MOST];

    /** @param servers where its servers are started; closed with it */
    KeyValuePeer(Servers servers) {
        this.servers = servers;
    }

    @Override
    public final long residentBytes() {
        return servers.residentGrowth();
    }

    /** Begins to get a page; the answer is an array of bytes, or null when there is none. */
    abstract CompletionStage<?> get(String key);

    /** Begins to put a page, whose bytes nobody changes any more; fails when it is not stored. */
    abstract CompletionStage<?> put(String key, byte[] value);

    /** Begins to ask whether all that was put before is on as many servers as it has to be for an acknowledgement. */
    CompletionStage<Boolean> confirm() {
        return CompletableFuture.completedStage(true);
    }

    /** Sends what was begun, where the client collects. */
    void flush() {}

    @Override
    public final void read(PageBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            try {
                answers[i] = get(key(batch, i)).toCompletableFuture();
            } catch (RuntimeException e) {
                answers[i] = CompletableFuture.failedFuture(e);
            }
        }
        flush();
        long deadline = System.nanoTime() + PATIENCE_NS;
        for (int i = 0; i < batch.size(); i++) {
            try {
                byte @Nullable [] value = (byte[]) await(answers[i], deadline);
                batch.result(i, value == null ? new PageResult.Lost(batch.page(i), 0, 0, 1) : landed(batch, i, value));
            } catch (FailedException e) {
                batch.result(i, new PageResult.Unavailable(e.toString()));
            }
        }
    }

    private static PageResult landed(PageBatch batch, int i, byte[] value) {
        if (value.length != PAGE) {
            return new PageResult.Unavailable("a value of " + value.length + " bytes");
        }
        MemorySegment.copy(value, 0, batch.memory(i), ValueLayout.JAVA_BYTE, batch.at(i), PAGE);
        return PageResult.Done.FULL;
    }

    @Override
    public final void write(PageBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            byte[] value = batch.memory(i).asSlice(batch.at(i), PAGE).toArray(ValueLayout.JAVA_BYTE);
            try {
                answers[i] = put(key(batch, i), value).toCompletableFuture();
            } catch (RuntimeException e) {
                answers[i] = CompletableFuture.failedFuture(e);
            }
        }
        CompletableFuture<Boolean> confirmed = beginConfirm();
        flush();
        long deadline = System.nanoTime() + PATIENCE_NS;
        for (int i = 0; i < batch.size(); i++) {
            PageResult result = PageResult.Done.FULL;
            try {
                await(answers[i], deadline);
                if (!Boolean.TRUE.equals(await(confirmed, deadline))) {
                    result = new PageResult.Unavailable("on too few servers");
                }
            } catch (FailedException e) {
                result = new PageResult.Unavailable(e.toString());
            }
            batch.result(i, result);
        }
    }

    private CompletableFuture<Boolean> beginConfirm() {
        try {
            return confirm().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String key(PageBatch batch, int i) {
        return Long.toString(batch.page(i));
    }

    private static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(Throwable cause) {
            super(cause.toString(), cause);
        }
    }

    private @Nullable Object await(CompletableFuture<?> answer, long deadline) throws FailedException {
        while (true) {
            try {
                long leftNs = Math.max(0, deadline - System.nanoTime());
                return answer.get(Math.min(leftNs, FLUSH_AGAIN_NS), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (System.nanoTime() - deadline >= 0) {
                    answer.cancel(true); // Not sent any more if the client has it still.
                    throw new FailedException(e);
                }
                flush(); // What was flushed while there was no connection is still there.
            } catch (ExecutionException | CancellationException e) {
                throw new FailedException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a page was awaited", e);
            }
        }
    }
}
