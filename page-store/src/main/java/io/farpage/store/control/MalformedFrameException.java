package io.farpage.store.control;

import java.io.IOException;

/** What came through a socket is not what the other side may send; nothing after it can be trusted. */
public final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message);
    }
}
