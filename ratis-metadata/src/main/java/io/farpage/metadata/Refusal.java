package io.farpage.metadata;

/** A command that is not allowed; its message is what the caller gets to read. Thrown before anything was changed. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        // Refusals are answers, not faults: nobody looks at where they were raised.
        super(message, null, false, false);
    }
}
