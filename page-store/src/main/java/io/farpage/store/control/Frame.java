package io.farpage.store.control;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * One checked message as it stands in a reader's buffer, until that reader reads on. All numbers are little-endian.
 *
 * <pre>
 *  bytes 0-3    "FPSM"
 *  bytes 4-7    CRC32C of all that follows
 *  bytes 8-9    version of the protocol
 *  bytes 10-11  {@link FrameType}
 *  bytes 12-15  length of the body
 *  bytes 16-23  id of the question; its answer bears the same
 *  body         numbers of 8 bytes, then a tail
 * </pre>
 *
 * @param tail what follows the numbers
 */
public record Frame(FrameType type, long id, MemorySegment body, MemorySegment tail) {
    static final int MAGIC = 0x4d535046;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 24;
    static final int CRC_AT = 4;
    static final int CHECKED_AT = 8;
    static final int VERSION_AT = 8;
    static final int TYPE_AT = 10;
    static final int LENGTH_AT = 12;
    static final int ID_AT = 16;
    static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The largest frame there is. */
    public static final int MAX_BYTES = HEADER_BYTES
            + FrameType.STORE.args * Long.BYTES
            + Math.max(FrameType.STORE.maxTailBytes, FrameType.FAILED.maxTailBytes);

    /** A number of the body. */
    long arg(int i) {
        return body.get(LONG, (long) i * Long.BYTES);
    }

    /**
     * A number that must fit an {@code int}.
     *
     * @throws MalformedFrameException when it does not
     */
    int intArg(int i) throws MalformedFrameException {
        long value = arg(i);
        if (value != (int) value) {
            throw new MalformedFrameException(type + " with " + value + ", which is out of range");
        }
        return (int) value;
    }
}
