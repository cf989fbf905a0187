package io.farpage.store.control;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.Reply.Failure;
import java.util.List;

/** How outcomes are numbered in frames. The place in the list is the number; new ones go to the end. */
final class WireCodes {
    private static final List<Status> STATUSES = List.of(
            Status.OK,
            Status.SUPERSEDED,
            Status.FENCED,
            Status.NO_SUCH_SLAB,
            Status.UNREACHABLE,
            Status.OVERLOADED,
            Status.CANCELLED);
    private static final List<Failure> FAILURES =
            List.of(Failure.UNREACHABLE, Failure.NO_SUCH_SLAB, Failure.FENCED, Failure.NO_ROOM);

    private WireCodes() {}

    static int of(Status status) {
        return STATUSES.indexOf(status);
    }

    static int of(Failure failure) {
        return FAILURES.indexOf(failure);
    }

    /** The status of a number; one that we do not know says nothing of whether it was done. */
    static Status status(long code) {
        return code >= 0 && code < STATUSES.size() ? STATUSES.get((int) code) : Status.UNREACHABLE;
    }

    /** The failure of a number; one that we do not know says nothing of whether it was done. */
    static Failure failure(long code) {
        return code >= 0 && code < FAILURES.size() ? FAILURES.get((int) code) : Failure.UNREACHABLE;
    }
}
