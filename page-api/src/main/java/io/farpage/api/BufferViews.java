package io.farpage.api;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Native memory as byte buffers: the JDK's checksums take buffers, and making one for each fragment is garbage. Windows of the address space
 * are kept, as they belong to no arena: a buffer of one would be counted as a user of its arena at each checksum, by all threads in the same place.
 * Used by one thread.
 */
final class BufferViews {
    private static final int KEPT = 4;
    private static final int WINDOW_BITS = 30;
    /** What the JDK makes buffers of, at the most; more than a window, so that what begins in it ends in it. */
    private static final int BUFFER_BYTES = Integer.MAX_VALUE - 8;

    private static final ThreadLocal<BufferViews> OF_THREAD = ThreadLocal.withInitial(BufferViews::new);

    private final long[] windows = new long[KEPT];
    private final @Nullable ByteBuffer[] buffers = new ByteBuffer[KEPT];
    private int oldest;

    private BufferViews() {}

    /**
     * The thread's view of some bytes, up to a gigabyte; the caller uses it up before it asks again, and sees to it that the memory stays
     * open meanwhile.
     *
     * @throws IndexOutOfBoundsException when the segment does not have these bytes
     * @throws IllegalStateException when it is closed
     */
    static ByteBuffer of(MemorySegment segment, long at, int lengthBytes) {
        Objects.checkFromIndexSize(at, lengthBytes, segment.byteSize());
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("memory is closed: " + segment);
        }
        if (!segment.isNative()) {
            return segment.asSlice(at, lengthBytes).asByteBuffer();
        }
        long address = segment.address() + at;
        int from = (int) (address & ((1L << WINDOW_BITS) - 1));
        return OF_THREAD
                .get()
                .window(address >>> WINDOW_BITS)
                .limit(from + lengthBytes)
                .position(from);
    }

    private ByteBuffer window(long window) {
        for (int i = 0; i < KEPT; i++) {
            ByteBuffer buffer = buffers[i];
            if (windows[i] == window && buffer != null) {
                return buffer;
            }
        }
        ByteBuffer made = MemorySegment.ofAddress(window << WINDOW_BITS)
                .reinterpret(BUFFER_BYTES)
                .asByteBuffer();
        windows[oldest] = window;
        buffers[oldest] = made;
        oldest = (oldest + 1) % KEPT;
        return made;
    }
}
