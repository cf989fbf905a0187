package io.farpage.pager;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A region's operations as stages that complete when they are done, for programs that are written so. Each does on a thread of the
 * executor what {@link RemoteRegion}'s method of the same name does, and completes with what that returns, or exceptionally with what it
 * throws. Operations that were begun side by side are done in any order; one that is to follow another is chained to it. With an executor
 * that starts a virtual thread for each task, any number of them may wait for pages at once. Buffers and segments belong to the
 * operation until it has completed. Thread-safe.
 */
public final class AsyncRegion {
    private final RemoteRegion region;
    private final Executor executor;

    AsyncRegion(RemoteRegion region, Executor executor) {
        this.region = region;
        this.executor = executor;
    }

    public CompletableFuture<Integer> getInt(long offset) {
        return supply(() -> region.getInt(offset));
    }

    public CompletableFuture<Long> getLong(long offset) {
        return supply(() -> region.getLong(offset));
    }

    public CompletableFuture<Void> setInt(long offset, int value) {
        return run(() -> region.setInt(offset, value));
    }

    public CompletableFuture<Void> setLong(long offset, long value) {
        return run(() -> region.setLong(offset, value));
    }

    public CompletableFuture<Boolean> compareAndSetLong(long offset, long expected, long value) {
        return supply(() -> region.compareAndSetLong(offset, expected, value));
    }

    public CompletableFuture<Void> read(long offset, MemorySegment to) {
        return run(() -> region.read(offset, to));
    }

    public CompletableFuture<Void> read(long offset, ByteBuffer to) {
        return run(() -> region.read(offset, to));
    }

    public CompletableFuture<Void> write(long offset, MemorySegment from) {
        return run(() -> region.write(offset, from));
    }

    public CompletableFuture<Void> write(long offset, ByteBuffer from) {
        return run(() -> region.write(offset, from));
    }

    public CompletableFuture<Void> trim(long offset, long lengthBytes) {
        return run(() -> region.trim(offset, lengthBytes));
    }

    public CompletableFuture<Void> flush() {
        return run(region::flush);
    }

    public CompletableFuture<Void> commit() {
        return run(region::commit);
    }

    private CompletableFuture<Void> run(Runnable operation) {
        return CompletableFuture.runAsync(operation, executor);
    }

    private <T> CompletableFuture<T> supply(Supplier<T> operation) {
        return CompletableFuture.supplyAsync(operation, executor);
    }
}
