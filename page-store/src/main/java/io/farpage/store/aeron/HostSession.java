package io.farpage.store.aeron;

import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import io.farpage.api.FragmentHeader;
import io.farpage.api.HostRef;
import io.farpage.api.Threads;
import io.farpage.store.MemoryHost;
import io.farpage.store.aeron.wire.ConnectDecoder;
import io.farpage.store.aeron.wire.ConnectedEncoder;
import io.farpage.store.aeron.wire.ControlRequestDecoder;
import io.farpage.store.aeron.wire.MessageHeaderDecoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import io.farpage.store.aeron.wire.RequestsDecoder;
import io.farpage.store.aeron.wire.Verdict;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A host's side of one connection: what came in on one stream, and the stream of answers. While answers have no room, it takes
 * no more requests, so that a client which does not listen holds up nobody else. Not thread-safe.
 */
final class HostSession implements ControlledFragmentHandler, AutoCloseable {
    private final MemoryHost host;
    private final AnswerStreams streams;
    private final AeronCounters counters;
    private final BooleanSupplier hasRoom;
    private final Inbox inbox;
    private final RequestRunner runner;
    private final Backlog backlog;
    private final ControlDesk desk;
    private final ConnectDecoder connect = new ConnectDecoder();
    private final ControlRequestDecoder control = new ControlRequestDecoder();
    private long connectionId;
    private @Nullable Verdict verdict;
    private boolean verdictDue;
    private boolean ended;
    private long ticket;
    private @Nullable MessageSink sink;

    /**
     * A session that nobody has connected to.
     *
     * @param backlog what of it waits, and how much may
     * @param hasRoom whether the host takes one more client
     */
    HostSession(
            MemoryHost host,
            AnswerStreams streams,
            Threads threads,
            AeronCounters counters,
            int maxMessageBytes,
            Backlog backlog,
            BooleanSupplier hasRoom) {
        this.host = host;
        this.streams = streams;
        this.counters = counters;
        this.hasRoom = hasRoom;
        inbox = new Inbox(counters);
        runner = new RequestRunner(host);
        this.backlog = backlog;
        desk = new ControlDesk(host, threads, maxPayloadBytes(maxMessageBytes));
    }

    /** The largest payload of a fragment that fits a message, read or written. */
    static int maxPayloadBytes(int maxMessageBytes) {
        Entries requests = Entries.ofRequests();
        return maxMessageBytes - requests.prefixBytes() - requests.entryBytes(FragmentHeader.BYTES);
    }

    @Override
    public Action onFragment(DirectBuffer buffer, int offset, int length, @Nullable Header ignored) {
        MessageHeaderDecoder header = inbox.accept(buffer, offset, length);
        if (header != null) {
            switch (header.templateId()) {
                case RequestsDecoder.TEMPLATE_ID -> {
                    return onRequests(header, buffer, offset, length);
                }
                case ControlRequestDecoder.TEMPLATE_ID -> {
                    if (inbox.fits(buffer, offset, length, ControlRequestDecoder.BLOCK_LENGTH, false)) {
                        onControl(control.wrapAndApplyHeader(buffer, offset, header));
                    }
                }
                case ConnectDecoder.TEMPLATE_ID -> {
                    if (inbox.fits(buffer, offset, length, ConnectDecoder.BLOCK_LENGTH, true)) {
                        onConnect(connect.wrapAndApplyHeader(buffer, offset, header));
                    }
                }
                default -> inbox.refuse();
            }
        }
        return Action.CONTINUE;
    }

    private Action onRequests(MessageHeaderDecoder header, DirectBuffer buffer, int offset, int length) {
        MessageSink answers = sink;
        if (header.blockLength() != RequestsDecoder.BLOCK_LENGTH || !runner.take(buffer, offset, length)) {
            inbox.refuse();
            backlog.answered(Backlog.opsOf(buffer, offset, length));
        } else if (!isOpen(buffer.getLong(offset + Frame.HEADER_BYTES, RequestsDecoder.BYTE_ORDER))
                || answers == null) {
            counters.increment(AeronCounter.REFUSED_STALE);
            backlog.answered(Backlog.opsOf(buffer, offset, length));
        } else {
            MessageSink.Offer outcome = runner.run(answers, connectionId, backlog.excess());
            backlog.answered(runner.lastDone() + runner.lastRefused());
            counters.add(AeronCounter.REFUSED_OVERLOADED, runner.lastRefused());
            if (outcome == MessageSink.Offer.NO_ROOM) {
                return Action.ABORT;
            }
        }
        return Action.CONTINUE;
    }

    private void onControl(ControlRequestDecoder request) {
        boolean farewell = request.actionRaw() == io.farpage.store.aeron.wire.Action.DISCONNECT.value();
        if (!isOpen(request.connectionId()) && !(farewell && request.connectionId() == connectionId)) {
            counters.increment(AeronCounter.REFUSED_STALE);
        } else if (!desk.onRequest(request)) {
            inbox.refuse();
        } else {
            ended |= farewell;
        }
    }

    private boolean isOpen(long id) {
        return verdict == Verdict.ACCEPTED && !ended && id == connectionId;
    }

    private void onConnect(ConnectDecoder request) {
        if (verdict != null) {
            if (request.connectionId() == connectionId) {
                verdictDue = true; // Our answer was lost.
            } else {
                counters.increment(AeronCounter.REFUSED_STALE);
            }
            return;
        }
        long id = request.connectionId();
        HostRef ref = host.ref();
        boolean meant = request.hostId() == ref.host().value() && request.incarnation() == ref.incarnation();
        Verdict found = Verdict.ACCEPTED;
        if (request.protocol() != Link.PROTOCOL) {
            found = Verdict.OTHER_PROTOCOL;
        } else if (!meant) {
            found = Verdict.OTHER_HOST;
        } else if (!hasRoom.getAsBoolean()) {
            found = Verdict.TOO_MANY_CLIENTS;
        }
        int stream = request.responseStream();
        Optional<AeronAddress> to = AeronAddress.tryParse(request.responseAddress());
        if (to.isEmpty() || (to.get() instanceof AeronAddress.Udp udp && udp.port() == 0)) {
            inbox.refuse();
            return;
        }
        connectionId = id;
        verdict = found;
        verdictDue = true;
        counters.increment(
                found == Verdict.ACCEPTED ? AeronCounter.CONNECTIONS_OPENED : AeronCounter.CONNECTIONS_REFUSED);
        ticket = streams.make(to.get(), stream);
    }

    /** Whether it takes one of the places that a host has for clients. */
    boolean takesPlace() {
        return verdict == Verdict.ACCEPTED && !ended;
    }

    /** Sends what waits; returns how much was done. */
    int work() {
        if (verdict == null) {
            return 0;
        }
        if (sink == null) {
            sink = made();
        }
        if (sink == null || !sink.isConnected()) {
            return 0;
        }
        if (verdictDue) {
            verdictDue = !sendVerdict(sink, verdict);
        }
        return desk.work(sink, connectionId);
    }

    private @Nullable MessageSink made() {
        try {
            return streams.made(ticket);
        } catch (AeronException e) {
            verdict = null; // The client asks again, or gives up.
            throw e;
        }
    }

    private boolean sendVerdict(MessageSink to, Verdict said) {
        if (to.claim(Frame.HEADER_BYTES + ConnectedEncoder.BLOCK_LENGTH) != MessageSink.Offer.TAKEN) {
            return false;
        }
        new ConnectedEncoder()
                .wrapAndApplyHeader(to.buffer(), to.offset(), new MessageHeaderEncoder())
                .connectionId(connectionId)
                .incarnation(host.ref().incarnation())
                .hostId(host.ref().host().value())
                .protocol(Link.PROTOCOL)
                .verdict(said);
        return to.commit() == MessageSink.Offer.TAKEN;
    }

    @Override
    public void close() {
        desk.close();
        if (sink != null) {
            sink.close();
        } else if (verdict != null) {
            streams.giveUp(ticket);
        }
    }
}
