package io.farpage.store.aeron;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.Transport;
import java.util.function.UnaryOperator;

/**
 * The transport to hosts that an {@link AeronHostServer} serves, at addresses that {@link AeronAddress} describes.
 *
 * <p>A connection is one pair of streams. Whoever submits ops sends them; whoever waits for them should call {@code poll}
 * meanwhile, which completes them without a hand-over to another thread. Nobody has to: the background task of the
 * {@link AeronMedia} polls as well. A connection that is lost ends what is under way as unreachable, answers so at once for
 * {@link AeronConfig#retryPauseNs}, and is then set up again by the next request. Connections live until they are closed or
 * the media is. Thread-safe.
 */
public final class AeronTransport implements Transport {
    private final AeronMedia media;
    private final AeronConfig config;
    private final UnaryOperator<MessageSink> outgoing;

    /**
     * A transport without connections.
     *
     * @param media the process's part in Aeron; stays the caller's
     * @param config time-outs and bounds of its connections
     */
    public AeronTransport(AeronMedia media, AeronConfig config) {
        this(media, config, UnaryOperator.identity());
    }

    /** The same with streams of requests that {@code outgoing} has decorated. */
    AeronTransport(AeronMedia media, AeronConfig config, UnaryOperator<MessageSink> outgoing) {
        this.media = media;
        this.config = config;
        this.outgoing = outgoing;
    }

    /** Begins to connect; the name of a host that is not given as a number is looked up, everything else does not block. */
    @Override
    public HostConnection connect(HostInfo host) {
        AeronConnection connection = new AeronConnection(media, config, outgoing, host);
        media.add(connection);
        return connection;
    }
}
