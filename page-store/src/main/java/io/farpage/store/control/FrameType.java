package io.farpage.store.control;

import io.farpage.api.FragmentHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages on a control link. A client asks, the host answers each question once, with DONE or FAILED. */
public enum FrameType {
    /** Comes first. Host id, incarnation; what DONE says depends on the transport. */
    HELLO(1, 2, 0),
    /** Region, group's ordinal, epoch, generation, slots, payload bytes; DONE: slab. */
    ADMIT(2, 6, 0),
    /** Slab; DONE. */
    RELEASE(3, 1, 0),
    /** Slab, epoch, generation; DONE: epoch. */
    FENCE(4, 3, 0),
    /** Nothing; DONE: capacity, used bytes, slabs. */
    STATS(5, 0, 0),
    /** Slab; DONE: where it is, which depends on the transport. */
    MAP(6, 1, 0),
    /** Slab, slot, epoch, generation, then header and payload, to be stored if newer; DONE: how it went, epoch, generation. */
    STORE(7, 4, FragmentHeader.BYTES + FrameType.MAX_PAYLOAD_BYTES),
    /** Nothing; DONE once all that was asked before is done. */
    BYE(8, 0, 0),
    /** The answer to a question; values that are not used are zero. */
    DONE(9, 4, 0),
    /** Why not, then the same for people in UTF-8. */
    FAILED(10, 1, FrameType.MAX_TEXT_BYTES);

    /** The longest payload of a fragment that can be stored: a copy of the largest page. */
    public static final int MAX_PAYLOAD_BYTES = 65536;
    /** The longest text that explains a failure. */
    static final int MAX_TEXT_BYTES = 2048;

    private static final List<FrameType> ALL = List.of(values());

    final int code;
    /** Numbers of 8 bytes that it carries. */
    final int args;
    /** Bytes that may follow them. */
    final int maxTailBytes;

    FrameType(int code, int args, int maxTailBytes) {
        this.code = code;
        this.args = args;
        this.maxTailBytes = maxTailBytes;
    }

    /** The type of that code; null when there is none. */
    static @Nullable FrameType of(int code) {
        return code < 1 || code > ALL.size() ? null : ALL.get(code - 1);
    }

    /** Whether a frame of this type may have a body of that length. */
    boolean fits(int bodyBytes) {
        int tailBytes = bodyBytes - args * Long.BYTES;
        return tailBytes >= 0 && tailBytes <= maxTailBytes;
    }
}
