package io.farpage.structures;

/** A region has no room for a block. */
public final class HeapFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HeapFullException(String message) {
        super(message);
    }
}
