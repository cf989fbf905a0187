package io.farpage.server.cli;

/** What the user asked for cannot be done as it stands; the message says in one line what is wrong and what to do. Exit code 2. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
