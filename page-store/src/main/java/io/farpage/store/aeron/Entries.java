package io.farpage.store.aeron;

import io.farpage.store.aeron.wire.AnswersDecoder;
import io.farpage.store.aeron.wire.GroupSizeEncodingDecoder;
import io.farpage.store.aeron.wire.RequestsDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Walks the ops of a message of fragments, requests or answers, where they stand: both are a block with the connection's id,
 * then a group whose entries are a fixed block and a fragment of any length. {@link #wrap} looks at all lengths once; after
 * that no access leaves the message. Not thread-safe; allocates nothing.
 */
final class Entries {
    private static final ByteOrder ORDER = RequestsDecoder.BYTE_ORDER;
    private static final int LENGTH_BYTES = RequestsDecoder.OpsDecoder.fragmentHeaderLength();

    private final int blockBytes;
    private final int entryBytes;
    private DirectBuffer buffer = new org.agrona.concurrent.UnsafeBuffer(0, 0);
    private int firstAt;
    private int count;
    private int index;
    private int at;

    private Entries(int blockBytes, int entryBytes) {
        this.blockBytes = blockBytes;
        this.entryBytes = entryBytes;
    }

    static Entries ofRequests() {
        return new Entries(RequestsDecoder.BLOCK_LENGTH, RequestsDecoder.OpsDecoder.sbeBlockLength());
    }

    static Entries ofAnswers() {
        return new Entries(AnswersDecoder.BLOCK_LENGTH, AnswersDecoder.OpsDecoder.sbeBlockLength());
    }

    /** Length of a message before its first entry. */
    int prefixBytes() {
        return Frame.HEADER_BYTES + blockBytes + GroupSizeEncodingDecoder.ENCODED_LENGTH;
    }

    /** Length of an entry with a fragment of that length. */
    int entryBytes(int fragmentBytes) {
        return entryBytes + LENGTH_BYTES + fragmentBytes;
    }

    /** Takes a message whose header is in order and stands before its first entry; false when its lengths contradict. */
    boolean wrap(DirectBuffer message, int offset, int lengthBytes) {
        if (lengthBytes < prefixBytes()) {
            return false;
        }
        int groupAt = offset + Frame.HEADER_BYTES + blockBytes;
        int end = offset + lengthBytes;
        count = message.getShort(groupAt + GroupSizeEncodingDecoder.numInGroupEncodingOffset(), ORDER) & 0xffff;
        int declared = message.getShort(groupAt + GroupSizeEncodingDecoder.blockLengthEncodingOffset(), ORDER) & 0xffff;
        if (declared != entryBytes) {
            return false;
        }
        int next = offset + prefixBytes();
        for (int i = 0; i < count; i++) {
            if (end - next < entryBytes + LENGTH_BYTES) {
                return false;
            }
            int fragmentBytes = message.getInt(next + entryBytes, ORDER);
            next += entryBytes + LENGTH_BYTES;
            if (fragmentBytes < 0 || fragmentBytes > end - next) {
                return false;
            }
            next += fragmentBytes;
        }
        buffer = message;
        firstAt = offset + prefixBytes();
        rewind();
        return next == end;
    }

    /** Stands before the first entry again. */
    void rewind() {
        index = -1;
        at = firstAt;
    }

    int count() {
        return count;
    }

    /** Number of the entry that it stands on, from 0. */
    int index() {
        return index;
    }

    /** Steps to the next entry; false when there is none. */
    boolean next() {
        if (index + 1 >= count) {
            return false;
        }
        if (index >= 0) {
            at = fragmentAt() + fragmentBytes();
        }
        index++;
        return true;
    }

    /** Where in the buffer the entry's block starts; fields are at the offsets that SBE gives them. */
    int at() {
        return at;
    }

    long getLong(int fieldOffset) {
        return buffer.getLong(at + fieldOffset, ORDER);
    }

    int getInt(int fieldOffset) {
        return buffer.getInt(at + fieldOffset, ORDER);
    }

    int getByte(int fieldOffset) {
        return buffer.getByte(at + fieldOffset) & 0xff;
    }

    int fragmentBytes() {
        return buffer.getInt(at + entryBytes, ORDER);
    }

    private int fragmentAt() {
        return at + entryBytes + LENGTH_BYTES;
    }

    /** Absolute address of the entry's fragment. */
    long fragmentAddress() {
        return RawMemory.address(buffer, fragmentAt());
    }
}
