package io.farpage.pager;

import java.time.Duration;

/**
 * How a process caches the regions it uses. Immutable; checked when it is made.
 *
 * @param localBytes local memory for the pages of a region that asks for nothing else; buffers for write-back are in it
 * @param writeBackPercent part of the frames that may be dirty before the background writes any of them back, 0 to 100
 * @param dirtyLimitPercent part of the frames that may be dirty at all, 1 to 100; whoever would dirty more waits
 * @param batchPages pages that are written back in one call, 1 to 1024
 * @param readAheadPages pages that are read beyond the one that is needed when a thread's accesses show a trend; 0 turns it off
 * @param retryTimeout how long the pager tries again when the store is unavailable, before it gives up and says why
 */
public record PagerConfig(
        long localBytes,
        int writeBackPercent,
        int dirtyLimitPercent,
        int batchPages,
        int readAheadPages,
        Duration retryTimeout) {
    private static final Duration MAX_RETRY_TIMEOUT = Duration.ofDays(365);

    /** 64 MiB for a region, write-back from 10 % dirty, at most 75 %, batches of 64, 16 pages ahead, 30 s of patience. */
    public static final PagerConfig DEFAULT = new PagerConfig(64L << 20, 10, 75, 64, 16, Duration.ofSeconds(30));

    public PagerConfig {
        check(localBytes > 0, "local memory of " + localBytes + " bytes is not positive");
        check(
                writeBackPercent >= 0 && writeBackPercent <= 100,
                "write-back from " + writeBackPercent + " % dirty on is not from 0 to 100 %");
        check(
                dirtyLimitPercent >= 1 && dirtyLimitPercent <= 100,
                "a limit of " + dirtyLimitPercent + " % dirty is not from 1 to 100 %");
        check(batchPages >= 1 && batchPages <= 1024, "batches of " + batchPages + " pages are not of 1 to 1024");
        check(
                readAheadPages >= 0 && readAheadPages <= 1024,
                "reading " + readAheadPages + " pages ahead is not from 0 to 1024");
        check(
                !retryTimeout.isNegative() && retryTimeout.compareTo(MAX_RETRY_TIMEOUT) <= 0,
                "a retry timeout of " + retryTimeout + " is not from 0 to " + MAX_RETRY_TIMEOUT);
    }

    public PagerConfig withLocalBytes(long bytes) {
        return new PagerConfig(bytes, writeBackPercent, dirtyLimitPercent, batchPages, readAheadPages, retryTimeout);
    }

    public PagerConfig withWriteBackPercent(int percent) {
        return new PagerConfig(localBytes, percent, dirtyLimitPercent, batchPages, readAheadPages, retryTimeout);
    }

    public PagerConfig withDirtyLimitPercent(int percent) {
        return new PagerConfig(localBytes, writeBackPercent, percent, batchPages, readAheadPages, retryTimeout);
    }

    public PagerConfig withBatchPages(int pages) {
        return new PagerConfig(localBytes, writeBackPercent, dirtyLimitPercent, pages, readAheadPages, retryTimeout);
    }

    public PagerConfig withReadAheadPages(int pages) {
        return new PagerConfig(localBytes, writeBackPercent, dirtyLimitPercent, batchPages, pages, retryTimeout);
    }

    public PagerConfig withRetryTimeout(Duration timeout) {
        return new PagerConfig(localBytes, writeBackPercent, dirtyLimitPercent, batchPages, readAheadPages, timeout);
    }

    private static void check(boolean fits, String problem) {
        if (!fits) {
            throw new IllegalArgumentException("pager configuration: " + problem);
        }
    }
}
