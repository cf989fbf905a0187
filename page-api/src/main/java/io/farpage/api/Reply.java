package io.farpage.api;

import org.jspecify.annotations.Nullable;

/** What a host answers to a control request: a value, or why not. */
public sealed interface Reply<T> {
    /** The host did it. */
    record Done<T>(T value) implements Reply<T> {}

    /**
     * The host did not do it, or nobody knows.
     *
     * @param failure what kind of failure, for the program
     * @param detail what happened and where, for people
     */
    record Failed<T>(Failure failure, String detail) implements Reply<T> {}

    /** Why a control request failed. */
    enum Failure {
        /** The host is gone or did not answer in time; it may or may not have done it. */
        UNREACHABLE,
        /** The host has no slab of that id. */
        NO_SUCH_SLAB,
        /** The slab knows a newer epoch or generation. */
        FENCED,
        /** Not enough memory: the host has too little left, or the caller gave too little for the answer. */
        NO_ROOM
    }

    /** The value, or null when the request failed. */
    default @Nullable T orNull() {
        return this instanceof Done<T> done ? done.value() : null;
    }
}
