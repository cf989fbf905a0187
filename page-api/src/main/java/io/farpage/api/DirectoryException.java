package io.farpage.api;

/** The metadata group did not do what was asked; the message says why and what to do. */
public final class DirectoryException extends RegionException {
    private static final long serialVersionUID = 1L;

    /** Whether asking again later may help. */
    public enum Reason {
        /** No answer in time: a majority of the metadata group is not reachable. */
        UNAVAILABLE,
        /** What was asked for is not allowed. */
        REFUSED
    }

    private final Reason reason;

    public DirectoryException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DirectoryException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
