package io.farpage.store.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.FragmentHandler;
import io.farpage.api.HostRef;
import io.farpage.store.aeron.AeronAddress.Udp;
import io.farpage.store.aeron.wire.ConnectEncoder;
import io.farpage.store.aeron.wire.ConnectedDecoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import io.farpage.store.aeron.wire.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A pair of streams to a host, from the first try to set it up until it is lost: the client receives at a port of its own and
 * tells the host which. Never blocks: {@link #advance} does the next step when it is due. Not thread-safe.
 */
final class Link implements AutoCloseable {
    /** What a host and its clients must agree on beside the layout of messages. */
    static final int PROTOCOL = 1;

    private static final int LIMIT = 64;

    private final AeronMedia media;
    private final UnaryOperator<MessageSink> outgoing;
    private final AeronAddress there;
    private final AeronAddress here;
    private final HostRef ref;
    private final long connectionId;
    private final int answerStream;
    private final FragmentAssembler assembler;
    private final long retryNs;
    private final long connectTimeoutNs;
    private long deadlineNs;
    private final long subscriptionId;
    private final long publicationId;
    private @Nullable Subscription subscription;
    private @Nullable MessageSink sink;
    private boolean asked;
    private long askedAtNs;
    private boolean open;
    private @Nullable String lost;

    /**
     * Begins to set it up.
     *
     * @param outgoing what decorates the stream of requests
     * @param here where answers go
     */
    Link(
            AeronMedia media,
            UnaryOperator<MessageSink> outgoing,
            AeronAddress there,
            AeronAddress here,
            HostRef ref,
            AeronConfig config,
            FragmentHandler onMessage) {
        this.media = media;
        this.outgoing = outgoing;
        this.there = there;
        this.here = here;
        this.ref = ref;
        retryNs = config.resendAfterNs();
        connectTimeoutNs = config.connectTimeoutNs();
        deadlineNs = media.threads().nanoTime() + AeronMedia.DRIVER_TIMEOUT_NS;
        assembler = new FragmentAssembler(onMessage, media.config().maxMessageBytes(), true);
        Aeron aeron = media.aeron();
        connectionId = aeron.nextCorrelationId();
        answerStream = Channels.answerStream(connectionId);
        subscriptionId = aeron.asyncAddSubscription(Channels.subscription(here), answerStream);
        publicationId = aeron.asyncAddExclusivePublication(
                Channels.publication(there, media.config()), Channels.requestStream(there));
    }

    long connectionId() {
        return connectionId;
    }

    /** Whether the host has accepted the connection. */
    boolean isOpen() {
        return open;
    }

    /** Why it is lost; null while it is not. */
    @Nullable
    String lost() {
        return lost;
    }

    /** The stream of requests; only while it {@link #isOpen}. */
    MessageSink sink() {
        MessageSink made = sink;
        if (made == null) {
            throw new IllegalStateException("the connection to " + ref + " is not set up");
        }
        return made;
    }

    /** Hands what has come in to the handler. */
    int poll() {
        Subscription from = subscription;
        return from == null ? 0 : from.poll(assembler, LIMIT);
    }

    /** Does the next step of setting up, or sees whether the other end is still there. */
    void advance(long nowNs) {
        if (lost != null) {
            return;
        }
        try {
            if (open) {
                checkAlive();
            } else {
                setUp(nowNs);
            }
        } catch (AeronException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    private void checkAlive() {
        Subscription answers = subscription;
        if (answers == null || answers.isClosed() || answers.hasNoImages() || !sink().isConnected()) {
            lose("the stream to it has ended");
        }
    }

    private void setUp(long nowNs) {
        if (subscription == null || sink == null) {
            makeStreams(nowNs);
        } else if (nowNs - deadlineNs >= 0) {
            lose("it does not answer");
        } else if (sink.isConnected() && (!asked || nowNs - askedAtNs >= retryNs)) {
            ask(subscription, sink, nowNs);
        }
    }

    /** The host's time to answer begins when our streams are there: a media driver's first ones may take as long by themselves. */
    private void makeStreams(long nowNs) {
        if (nowNs - deadlineNs >= 0) {
            lose("the media driver of this process does not answer");
            return;
        }
        Aeron aeron = media.aeron();
        if (subscription == null) {
            subscription = aeron.getSubscription(subscriptionId);
        }
        if (sink == null) {
            ExclusivePublication made = aeron.getExclusivePublication(publicationId);
            sink = made == null ? null : outgoing.apply(new PublicationSink(made, media.counters()));
        }
        if (subscription != null && sink != null) {
            deadlineNs = nowNs + connectTimeoutNs;
        }
    }

    private void ask(Subscription answers, MessageSink to, long nowNs) {
        String address = answerAddress(answers);
        if (address == null) {
            return;
        }
        byte[] text = address.getBytes(StandardCharsets.US_ASCII);
        int bytes = Frame.HEADER_BYTES + ConnectEncoder.BLOCK_LENGTH + ConnectEncoder.responseAddressHeaderLength();
        if (to.claim(bytes + text.length) == MessageSink.Offer.TAKEN) {
            new ConnectEncoder()
                    .wrapAndApplyHeader(to.buffer(), to.offset(), new MessageHeaderEncoder())
                    .connectionId(connectionId)
                    .incarnation(ref.incarnation())
                    .hostId(ref.host().value())
                    .protocol(PROTOCOL)
                    .responseStream(answerStream)
                    .putResponseAddress(text, 0, text.length);
            asked = to.commit() == MessageSink.Offer.TAKEN;
            askedAtNs = nowNs;
        }
    }

    /** Where the host should answer, with the port that the system has picked; null while that is not known. */
    private @Nullable String answerAddress(Subscription answers) {
        if (!(here instanceof Udp udp)) {
            return here.toString();
        }
        String resolved = answers.tryResolveChannelEndpointPort();
        if (resolved == null) {
            return null;
        }
        int port = Channels.port(resolved);
        return port == 0 ? null : new Udp(udp.host(), port).toString();
    }

    /** Takes the host's answer. */
    void onConnected(ConnectedDecoder answer) {
        if (answer.connectionId() != connectionId || open) {
            return;
        }
        int verdict = answer.verdictRaw();
        if (verdict == Verdict.ACCEPTED.value()
                && answer.hostId() == ref.host().value()
                && answer.incarnation() == ref.incarnation()) {
            open = true;
            media.counters().increment(AeronCounter.CONNECTIONS_OPENED);
        } else if (verdict == Verdict.OTHER_PROTOCOL.value()) {
            lose("it speaks protocol " + answer.protocol() + ", not " + PROTOCOL);
        } else if (verdict == Verdict.TOO_MANY_CLIENTS.value()) {
            lose("it has as many clients as it takes");
        } else {
            lose("there is host-" + answer.hostId() + "#" + answer.incarnation());
        }
    }

    private void lose(String why) {
        lost = "connection to " + ref + " at " + there + " is lost: " + why;
        media.counters().increment(AeronCounter.CONNECTIONS_LOST);
    }

    @Override
    public void close() {
        Aeron aeron = media.aeron();
        if (sink == null) {
            aeron.asyncRemovePublication(publicationId);
        } else {
            sink.close();
        }
        if (subscription == null) {
            aeron.asyncRemoveSubscription(subscriptionId);
        } else {
            subscription.close();
        }
    }
}
