package io.farpage.store.aeron;

import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import org.jspecify.annotations.Nullable;

/** Numbers that statuses and kinds of ops have in messages. They never change; their order in the enums may. */
final class StatusCode {
    private static final Status[] STATUSES = {
        Status.OK, Status.SUPERSEDED, Status.FENCED, Status.NO_SUCH_SLAB, Status.UNREACHABLE, Status.OVERLOADED
    };
    private static final Kind[] KINDS = {Kind.READ, Kind.WRITE, Kind.WRITE_IF_NEWER};

    private StatusCode() {}

    static int of(Status status) {
        return switch (status) {
            case OK -> 0;
            case SUPERSEDED -> 1;
            case FENCED -> 2;
            case NO_SUCH_SLAB -> 3;
            case UNREACHABLE -> 4;
            case OVERLOADED -> 5;
            case PENDING, CANCELLED -> throw new IllegalArgumentException("no host answers " + status);
        };
    }

    /** The status of a number; null when there is none. */
    static @Nullable Status status(int code) {
        return code < STATUSES.length ? STATUSES[code] : null;
    }

    static int of(Kind kind) {
        return switch (kind) {
            case READ -> 0;
            case WRITE -> 1;
            case WRITE_IF_NEWER -> 2;
        };
    }

    /** The kind of a number; null when there is none. */
    static @Nullable Kind kind(int code) {
        return code < KINDS.length ? KINDS[code] : null;
    }
}
