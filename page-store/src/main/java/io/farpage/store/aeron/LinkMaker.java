package io.farpage.store.aeron;

import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.FragmentHandler;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import java.io.IOException;
import java.io.Serial;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes links to one host, one after the other. Looks a host's name up once, when it is made, or again while that fails. */
final class LinkMaker {
    private final AeronMedia media;
    private final AeronConfig config;
    private final UnaryOperator<MessageSink> outgoing;
    private final HostRef ref;
    private final String address;
    private final FragmentHandler onMessage;
    private @Nullable AeronAddress there;
    private @Nullable AeronAddress here;

    /** There is no way to the host at all, now. */
    static final class NoWayException extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        NoWayException(String message, Exception cause) {
            super(message, cause);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    LinkMaker(
            AeronMedia media,
            AeronConfig config,
            UnaryOperator<MessageSink> outgoing,
            HostInfo host,
            FragmentHandler onMessage) {
        this.media = media;
        this.config = config;
        this.outgoing = outgoing;
        this.onMessage = onMessage;
        ref = host.ref();
        address = host.address();
    }

    Link make() throws NoWayException {
        try {
            AeronAddress to = there == null ? AeronAddress.parse(address) : there;
            AeronAddress from = here == null ? Channels.answersFrom(to) : here;
            there = to;
            here = from;
            return new Link(media, outgoing, to, from, ref, config, onMessage);
        } catch (IllegalArgumentException | IOException | AeronException e) {
            media.counters().increment(AeronCounter.CONNECTIONS_LOST);
            throw new NoWayException("no connection to " + ref + " at " + address + ": " + e.getMessage(), e);
        }
    }
}
