package io.farpage.server.verbs;

import io.farpage.pager.RemoteRegion;
import io.farpage.server.cli.Json;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A region's bytes from the first to the last, in chunks, with their digest. Used by one thread. */
final class Transfer {
    private static final int CHUNK_BYTES = 1 << 20;

    private final RemoteRegion region;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final MessageDigest digest;
    private long position;
    private long next;

    Transfer(RemoteRegion region) {
        this.region = region;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** An empty buffer as long as the next chunk, or null at the end. */
    @Nullable
    ByteBuffer next() {
        position = next;
        int length = (int) Math.min(CHUNK_BYTES, region.length() - position);
        next += length;
        return length == 0 ? null : buffer.clear().limit(length);
    }

    /** Where in the region the chunk is. */
    long position() {
        return position;
    }

    /** Counts the chunk's bytes in; leaves its position alone. */
    void digest(ByteBuffer chunk) {
        digest.update(chunk.duplicate());
    }

    private record Report(long bytes, long pages, String sha256, long degradedReads, double seconds) {}

    /** Says what was copied. */
    void report(boolean json, String done, long startNs) {
        Report report = new Report(
                region.length(),
                region.spec().pageCount(),
                HexFormat.of().formatHex(digest.digest()),
                region.stats().store().degradedReads(),
                (System.nanoTime() - startNs) / 1e9);
        if (json) {
            Json.print(report);
        } else {
            System.err.printf(
                    "%s %,d bytes in %.1f s, %,d pages read degraded, SHA-256 %s%n",
                    done, report.bytes, report.seconds, report.degradedReads, report.sha256);
        }
    }
}
