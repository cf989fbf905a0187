package io.farpage.store.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.ImageControlledFragmentAssembler;
import io.aeron.Subscription;
import io.farpage.store.MemoryHost;
import io.farpage.store.aeron.AeronAddress.Udp;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Serves a memory host to {@link AeronTransport}s. Requests are done by the background task of the {@link AeronMedia}, in the
 * order in which they come in on each stream; memory is lent and taken back by tasks of their own. Thread-safe.
 */
public final class AeronHostServer implements AutoCloseable {
    private static final int MESSAGES_AT_ONCE = 16;

    private final AeronMedia media;
    private final AeronConfig config;
    private final UnaryOperator<AeronAddress> wayTo;
    private final UnaryOperator<MessageSink> outgoing;
    private final Subscription requests;
    private final AeronAddress address;
    private final Queue<Image> arrived = new ConcurrentLinkedQueue<>();
    private @Nullable Agent agent;

    /**
     * Listens from now on, so that its address is known before its host has a name; blocks until it does. Clients wait until
     * there is a host to {@link #serve}.
     *
     * @param media the process's part in Aeron; stays the caller's
     * @param at where to listen; port 0 takes a free one
     * @throws io.aeron.exceptions.RegistrationException when it cannot listen there, for instance because the port is in use
     */
    public AeronHostServer(AeronMedia media, AeronAddress at, AeronConfig config) {
        this(media, at, config, UnaryOperator.identity());
    }

    /** The same; what is for a client that listens at an address goes where {@code wayTo} says. */
    public AeronHostServer(AeronMedia media, AeronAddress at, AeronConfig config, UnaryOperator<AeronAddress> wayTo) {
        this(media, at, config, wayTo, UnaryOperator.identity());
    }

    /** The same with streams of answers that {@code outgoing} has decorated. */
    AeronHostServer(
            AeronMedia media,
            AeronAddress at,
            AeronConfig config,
            UnaryOperator<AeronAddress> wayTo,
            UnaryOperator<MessageSink> outgoing) {
        this.media = media;
        this.wayTo = wayTo;
        this.config = config;
        this.outgoing = outgoing;
        long id = media.aeron()
                .asyncAddSubscription(Channels.subscription(at), Channels.requestStream(at), arrived::add, image -> {});
        requests = media.awaitResource(id, media.aeron()::getSubscription);
        String channel = media.awaitResource(id, ignored -> resolved(at, requests));
        address = at instanceof Udp udp ? new Udp(udp.host(), Channels.port(channel)) : at;
    }

    /**
     * Serves a host from now on, which stays the caller's. Called once.
     *
     * @throws IllegalStateException when it serves one already
     */
    public synchronized void serve(MemoryHost host) {
        if (agent != null) {
            throw new IllegalStateException(address + " serves a host already, not " + host.ref() + " as well");
        }
        agent = new Agent(host);
        media.add(agent);
    }

    private static @Nullable String resolved(AeronAddress at, Subscription subscription) {
        return at instanceof Udp ? subscription.tryResolveChannelEndpointPort() : subscription.channel();
    }

    /** Where clients find it, with the port that was taken. */
    public AeronAddress address() {
        return address;
    }

    /**
     * Ends it: clients see their connections lost. The host stays as it is. The media driver keeps the port until the streams
     * of those clients have ended too, at most for its liveness time-out.
     */
    @Override
    public synchronized void close() {
        if (agent == null) {
            requests.close();
        } else {
            media.remove(agent);
            agent.close();
        }
    }

    /** One client's stream of requests and what serves it. */
    private record Client(
            Image image, HostSession session, Backlog backlog, ImageControlledFragmentAssembler assembler) {}

    private final class Agent implements Participant {
        private final MemoryHost host;
        private final List<Client> clients = new ArrayList<>();
        private boolean closed;

        Agent(MemoryHost host) {
            this.host = host;
        }

        @Override
        public synchronized int work() {
            if (closed) {
                return 0;
            }
            int work = 0;
            for (Image image = arrived.poll(); image != null; image = arrived.poll()) {
                clients.add(newClient(image));
            }
            int limit = Backlog.limit(config, lookAhead());
            for (int i = clients.size() - 1; i >= 0; i--) {
                Client client = clients.get(i);
                if (client.image.isClosed()) {
                    clients.remove(i);
                    client.session.close();
                } else {
                    client.backlog.limit(limit);
                    work += serve(client) + client.session.work();
                }
            }
            return work;
        }

        @Override
        public boolean worksForWaiters() {
            return false;
        }

        /** Counts what waits; returns how many clients have something waiting. */
        private int lookAhead() {
            int waiting = 0;
            for (Client client : clients) {
                if (!client.image.isClosed()) {
                    client.backlog.look(client.image);
                    waiting += client.backlog.isEmpty() ? 0 : 1;
                }
            }
            return waiting;
        }

        /** Takes what it takes of each client in turn, and more for as long as there is something to refuse. */
        private int serve(Client client) {
            int work = 0;
            int taken;
            do {
                taken = client.image.controlledPoll(client.assembler, MESSAGES_AT_ONCE);
                work += taken;
            } while (taken > 0 && client.backlog.excess() > 0);
            return work;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                requests.close();
                clients.forEach(client -> client.session.close());
            }
        }

        private Client newClient(Image image) {
            int maxBytes = media.config().maxMessageBytes();
            Backlog backlog = new Backlog();
            HostSession session = new HostSession(
                    host, new Streams(), media.threads(), media.counters(), maxBytes, backlog, this::hasRoom);
            return new Client(image, session, backlog, new ImageControlledFragmentAssembler(session, maxBytes, true));
        }

        private boolean hasRoom() {
            return clients.stream()
                            .filter(client -> client.session.takesPlace())
                            .count()
                    < config.maxClients();
        }
    }

    private final class Streams implements AnswerStreams {
        @Override
        public long make(AeronAddress to, int stream) {
            String channel = Channels.publication(wayTo.apply(to), media.config());
            return media.aeron().asyncAddExclusivePublication(channel, stream);
        }

        @Override
        public @Nullable MessageSink made(long ticket) {
            ExclusivePublication made = media.aeron().getExclusivePublication(ticket);
            return made == null ? null : outgoing.apply(new PublicationSink(made, media.counters()));
        }

        @Override
        public void giveUp(long ticket) {
            media.aeron().asyncRemovePublication(ticket);
        }
    }
}
