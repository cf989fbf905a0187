package io.farpage.api;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The last few segments that a thread asked for as byte buffers: the JDK's checksums take buffers, and making one for each
 * fragment is garbage. A view keeps its segment's liveness check. Used by one thread.
 */
final class BufferViews {
    private static final int KEPT = 4;
    private static final int WINDOW_BITS = 30;
    /** What the JDK makes buffers of, at the most. */
    private static final int MAX_BUFFER_BYTES = Integer.MAX_VALUE - 8;

    private static final ThreadLocal<BufferViews> OF_THREAD = ThreadLocal.withInitial(BufferViews::new);

    private final @Nullable MemorySegment[] segments = new MemorySegment[KEPT];
    private final long[] windows = new long[KEPT];
    private final @Nullable ByteBuffer[] buffers = new ByteBuffer[KEPT];
    private int oldest;

    private BufferViews() {}

    /**
     * The thread's view of some bytes, up to a gigabyte; the caller uses it up before it asks again.
     *
     * @throws IndexOutOfBoundsException when the segment does not have these bytes
     */
    static ByteBuffer of(MemorySegment segment, long at, int lengthBytes) {
        ByteBuffer view = OF_THREAD.get().window(segment, at >>> WINDOW_BITS);
        int from = (int) (at & ((1L << WINDOW_BITS) - 1));
        return view.limit(checkedLimit(view, from, lengthBytes)).position(from);
    }

    private static int checkedLimit(ByteBuffer view, int from, int lengthBytes) {
        if (lengthBytes > view.capacity() - from) {
            throw new IndexOutOfBoundsException(lengthBytes + " bytes from " + from + " on are not in the segment");
        }
        return from + lengthBytes;
    }

    private ByteBuffer window(MemorySegment segment, long window) {
        for (int i = 0; i < KEPT; i++) {
            ByteBuffer buffer = buffers[i];
            MemorySegment known = segments[i];
            // Equal segments may be of different lives: memory is given out again.
            if (windows[i] == window
                    && buffer != null
                    && known != null
                    && known.equals(segment)
                    && known.scope().equals(segment.scope())) {
                return buffer;
            }
        }
        long start = window << WINDOW_BITS;
        // Twice the window, so that what begins in it ends in it.
        ByteBuffer made = segment.asSlice(start, Math.min(segment.byteSize() - start, MAX_BUFFER_BYTES))
                .asByteBuffer();
        segments[oldest] = segment;
        windows[oldest] = window;
        buffers[oldest] = made;
        oldest = (oldest + 1) % KEPT;
        return made;
    }
}
