package io.farpage.chaos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Contents of pages that say which page, which write and which writer they come from, in every word, so that a page that is
 * old, torn, mixed or somebody else's is recognised.
 */
public final class PageContent {
    private PageContent() {}

    /** Fills all of {@code page}'s remaining bytes, a multiple of 8. */
    public static void fill(ByteBuffer bytes, long page, long write, int writer) {
        ByteBuffer words = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; words.hasRemaining(); i++) {
            words.putLong(word(page, write, writer, i));
        }
    }

    /** The index of the first word that does not fit, or -1 when all do. A write of 0 stands for a page never written. */
    public static int firstMismatch(ByteBuffer bytes, long page, long write, int writer) {
        ByteBuffer words = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; words.hasRemaining(); i++) {
            if (words.getLong() != (write == 0 ? 0 : word(page, write, writer, i))) {
                return i;
            }
        }
        return -1;
    }

    /** The write that left all of {@code page} so; 0 for a page never written, -1 when no write of that writer did. */
    public static long writeOf(ByteBuffer bytes, long page, int writer) {
        long write = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong();
        return firstMismatch(bytes, page, write, writer) < 0 ? write : -1;
    }

    /** The first word is the write's number; the others are SplitMix64 of all that identifies the word. */
    private static long word(long page, long write, int writer, int index) {
        if (index == 0) {
            return write;
        }
        long z = page * 0x9E3779B97F4A7C15L + write * 0xD1B54A32D192ED03L + ((long) writer << 32) + index;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
