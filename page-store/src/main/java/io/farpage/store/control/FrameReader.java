package io.farpage.store.control;

import io.farpage.api.Crc32c;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Takes frames out of a channel and checks them. Used by one thread at a time. */
public final class FrameReader {
    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Frame.MAX_BYTES);
    private final MemorySegment bytes = MemorySegment.ofBuffer(buffer);
    private int takenBytes;

    public FrameReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * The next frame, valid until the next call.
     *
     * @return null when the channel does not block and there is none yet
     * @throws EOFException when the other side is gone, also in the middle of a frame
     * @throws MalformedFrameException when what came is not a frame
     */
    public @Nullable Frame read() throws IOException {
        buffer.flip().position(takenBytes);
        buffer.compact();
        takenBytes = 0;
        while (true) {
            Frame frame = parse();
            if (frame != null) {
                return frame;
            }
            int count = channel.read(buffer);
            if (count < 0) {
                throw new EOFException("the other side closed the connection");
            }
            if (count == 0) {
                return null;
            }
        }
    }

    private @Nullable Frame parse() throws MalformedFrameException {
        if (buffer.position() < Frame.HEADER_BYTES) {
            return null;
        }
        FrameType type = checkHeader();
        int bodyBytes = bytes.get(Frame.INT, Frame.LENGTH_AT);
        int frameBytes = Frame.HEADER_BYTES + bodyBytes;
        if (buffer.position() < frameBytes) {
            return null;
        }
        int crc = Crc32c.of(bytes, Frame.CHECKED_AT, frameBytes - Frame.CHECKED_AT);
        if (bytes.get(Frame.INT, Frame.CRC_AT) != crc) {
            throw new MalformedFrameException(type + " with a wrong checksum");
        }
        takenBytes = frameBytes;
        MemorySegment body = bytes.asSlice(Frame.HEADER_BYTES, bodyBytes);
        return new Frame(type, bytes.get(Frame.LONG, Frame.ID_AT), body, body.asSlice((long) type.args * Long.BYTES));
    }

    /** Finds out as early as possible what is no frame, before waiting for more of it. */
    private FrameType checkHeader() throws MalformedFrameException {
        int magic = bytes.get(Frame.INT, 0);
        int version = bytes.get(Frame.SHORT, Frame.VERSION_AT) & 0xffff;
        int code = bytes.get(Frame.SHORT, Frame.TYPE_AT) & 0xffff;
        int bodyBytes = bytes.get(Frame.INT, Frame.LENGTH_AT);
        if (magic != Frame.MAGIC) {
            throw new MalformedFrameException("not a frame: it starts with " + Integer.toHexString(magic));
        }
        if (version != Frame.VERSION) {
            throw new MalformedFrameException("version " + version + ", this is version " + Frame.VERSION
                    + ": run the same version of Farpage everywhere");
        }
        FrameType type = FrameType.of(code);
        if (type == null || !type.fits(bodyBytes)) {
            throw new MalformedFrameException("frame of type " + code + " with a body of " + bodyBytes + " bytes");
        }
        return type;
    }
}
