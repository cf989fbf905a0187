package io.farpage.store.control;

import io.farpage.api.Crc32c;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Puts frames into a channel. Used by one thread at a time. */
public final class FrameWriter {
    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Frame.MAX_BYTES);
    private final MemorySegment bytes = MemorySegment.ofBuffer(buffer);

    public FrameWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Writes a frame without a tail. */
    public void write(FrameType type, long id, long... args) throws IOException {
        write(type, id, MemorySegment.NULL, MemorySegment.NULL, args);
    }

    /**
     * Writes a frame with a tail of two parts. Arguments that are not given are zero.
     *
     * @throws IOException when the other side is gone, or does not take the frame and the channel does not block
     */
    void write(FrameType type, long id, MemorySegment tail, MemorySegment moreTail, long... args) throws IOException {
        long tailAt = Frame.HEADER_BYTES + (long) type.args * Long.BYTES;
        long frameBytes = tailAt + tail.byteSize() + moreTail.byteSize();
        int bodyBytes = (int) (frameBytes - Frame.HEADER_BYTES);
        if (args.length > type.args || !type.fits(bodyBytes)) {
            throw new IllegalArgumentException(type + " with " + args.length + " numbers and " + bodyBytes + " bytes");
        }
        bytes.set(Frame.INT, 0, Frame.MAGIC);
        bytes.set(Frame.SHORT, Frame.VERSION_AT, (short) Frame.VERSION);
        bytes.set(Frame.SHORT, Frame.TYPE_AT, (short) type.code);
        bytes.set(Frame.INT, Frame.LENGTH_AT, bodyBytes);
        bytes.set(Frame.LONG, Frame.ID_AT, id);
        for (int i = 0; i < type.args; i++) {
            bytes.set(Frame.LONG, Frame.HEADER_BYTES + (long) i * Long.BYTES, i < args.length ? args[i] : 0);
        }
        MemorySegment.copy(tail, 0, bytes, tailAt, tail.byteSize());
        MemorySegment.copy(moreTail, 0, bytes, tailAt + tail.byteSize(), moreTail.byteSize());
        bytes.set(Frame.INT, Frame.CRC_AT, Crc32c.of(bytes, Frame.CHECKED_AT, frameBytes - Frame.CHECKED_AT));
        send((int) frameBytes);
    }

    private void send(int frameBytes) throws IOException {
        buffer.clear().limit(frameBytes);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                throw new IOException("the other side does not take what it is sent");
            }
        }
    }
}
