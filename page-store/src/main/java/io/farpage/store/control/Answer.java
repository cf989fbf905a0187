package io.farpage.store.control;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.farpage.api.HostRef;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Client side: what a host answered to a question, or that it did not. */
public sealed interface Answer {
    /** The host did it; what the numbers say depends on the question. */
    record Done(long first, long second, long third, long fourth) implements Answer {}

    /** The host did not do it, or nobody knows. */
    record Failed(Failure failure, String detail) implements Answer {}

    /** The answer in a frame. */
    static Answer of(Frame frame) throws MalformedFrameException {
        return switch (frame.type()) {
            case DONE -> new Done(frame.arg(0), frame.arg(1), frame.arg(2), frame.arg(3));
            case FAILED ->
                new Failed(
                        WireCodes.failure(frame.arg(0)),
                        new String(frame.tail().toArray(JAVA_BYTE), StandardCharsets.UTF_8));
            default -> throw new MalformedFrameException(frame.type() + " from a host");
        };
    }

    /** The same for callers of the port. */
    default <T> Reply<T> as(Function<Done, T> value) {
        return switch (this) {
            case Done done -> new Reply.Done<>(value.apply(done));
            case Failed failed -> new Reply.Failed<>(failed.failure, failed.detail);
        };
    }

    /** That nobody answers. */
    static Failed unreachable(HostRef host, String why) {
        return new Failed(Failure.UNREACHABLE, host + " is unreachable: " + why);
    }
}
