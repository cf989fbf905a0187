package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.RdmaCmEvent;
import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import io.farpage.api.Threads;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of the RDMA transport: listens for clients, registers slabs, and has a thread for each client that answers its
 * frames. READs and WRITEs take no thread. Thread-safe.
 *
 * <pre>{@code
 * RdmaServer server = RdmaServer.open(new RdmaAddress("192.168.7.1", 0, 0), threads);
 * HostInfo info = directory.registerHost(id, server.address().toString(), ...);
 * MemoryHost host = new MemoryHost(info.ref(), capacityBytes, server.space());
 * server.serve(host);
 * }</pre>
 */
public final class RdmaServer implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final int LOOK_MS = 100;

    private final RdmaAddress address;
    private final Threads threads;
    private final RdmaEventChannel events;
    private final RdmaCmId control;
    private final RdmaCmId data;
    private final IbvPd pd;
    private final IbvCompChannel channel;
    /** For queue pairs at which nothing ever completes: clients read and write by themselves. */
    private final IbvCQ unused;

    private final RdmaSpace space;
    private final Map<RdmaCmId, RdmaSession> sessions = new ConcurrentHashMap<>();
    private final Map<RdmaCmId, Threads.Task> tasks = new HashMap<>();
    private final Set<RdmaCmId> dataIds = new HashSet<>();
    private final AtomicLong malformedFrames = new AtomicLong();
    private final AtomicLong failedAccepts = new AtomicLong();
    private Threads.@Nullable Task listener;
    private boolean closed;

    private RdmaServer(RdmaAddress wanted, Threads threads, RdmaEventChannel events) throws IOException {
        this.threads = threads;
        this.events = events;
        control = listen(events, wanted.control());
        data = listen(events, wanted.data());
        address = new RdmaAddress(wanted.ip(), port(control), port(data));
        pd = control.getVerbs().allocPd();
        channel = control.getVerbs().createCompChannel();
        unused = Verbs.queue(control, channel, 1);
        space = new RdmaSpace(pd);
    }

    /**
     * Listens. Clients may connect from now on, and are answered once {@link #serve} is called.
     *
     * @param threads for a thread of its own for each client; real ones, as they block in system calls
     * @throws IOException when there is no RDMA, or no RDMA device has that address; nothing is left behind
     */
    public static RdmaServer open(RdmaAddress address, Threads threads) throws IOException {
        RdmaEventChannel events = Verbs.events();
        try {
            return new RdmaServer(address, threads, events);
        } catch (IOException e) {
            events.destroyEventChannel();
            throw new IOException("no RDMA device listens at " + address.ip() + ": " + e.getMessage(), e);
        }
    }

    private static RdmaCmId listen(RdmaEventChannel events, InetSocketAddress at) throws IOException {
        RdmaCmId id = Verbs.id(events);
        try {
            id.bindAddr(at);
            id.listen(BACKLOG);
            return id;
        } catch (IOException e) {
            id.destroyId();
            throw e;
        }
    }

    private static int port(RdmaCmId id) throws IOException {
        return ((InetSocketAddress) id.getSource()).getPort();
    }

    /** Where clients find this host. */
    public RdmaAddress address() {
        return address;
    }

    /** Memory for the host's slabs that clients can reach. */
    public SlabSpace space() {
        return space;
    }

    /** Clients that are connected. */
    public int clients() {
        return sessions.size();
    }

    /** Messages that were refused, each with its connection. */
    public long malformedFrames() {
        return malformedFrames.get();
    }

    /** Clients that could not be let in, because something of the device was used up. */
    public long failedAccepts() {
        return failedAccepts.get();
    }

    /** Starts to answer clients, for a host whose slabs come from {@link #space}. */
    public synchronized void serve(MemoryHost host) {
        listener = threads.start("rdma-listen-" + host.ref(), stop -> {
            try {
                while (!stop.requested()) {
                    RdmaCmEvent event = events.getCmEvent(LOOK_MS);
                    if (event != null) {
                        see(host, event);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(host.ref() + " hears of no client any more: " + e.getMessage(), e);
            }
        });
    }

    private void see(MemoryHost host, RdmaCmEvent event) throws IOException {
        RdmaCmId id = event.getConnIdPriv();
        if (Verbs.is(event, EventType.RDMA_CM_EVENT_CONNECT_REQUEST)) {
            try {
                accept(host, id, event.getListenIdPriv().equals(control));
            } catch (IOException e) {
                failedAccepts.incrementAndGet();
                id.destroyId();
            }
        } else if (Verbs.is(event, EventType.RDMA_CM_EVENT_DISCONNECTED)) {
            RdmaSession session = sessions.get(id);
            if (session != null) {
                session.end();
            }
            if (dataIds.remove(id)) {
                giveUp(id);
            }
        }
    }

    private void accept(MemoryHost host, RdmaCmId id, boolean forFrames) throws IOException {
        if (forFrames) {
            RdmaSession session = new RdmaSession(host, space, threads, id, pd, malformedFrames);
            id.accept(Verbs.retrying());
            sessions.put(id, session);
            tasks.put(id, threads.start("rdma-client-of-" + host.ref(), stop -> run(id, session)));
        } else {
            Verbs.queuePair(id, pd, unused, 1, 1);
            id.accept(Verbs.retrying());
            dataIds.add(id);
        }
    }

    private void run(RdmaCmId id, RdmaSession session) {
        try {
            session.run();
        } catch (IOException e) {
            throw new UncheckedIOException("connection of a client cannot be given up: " + e.getMessage(), e);
        } finally {
            sessions.remove(id);
        }
    }

    /** The queue pair goes first: once the client hears of the end, nothing that it sent can happen any more. */
    private static void giveUp(RdmaCmId id) throws IOException {
        id.destroyQP();
        id.disconnect();
        id.destroyId();
    }

    /**
     * Ends all connections. Does not kill the host: kill it first, so that its slabs are given back.
     *
     * @throws IOException when something of the device cannot be given back
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (listener != null) {
            listener.close();
        }
        sessions.values().forEach(RdmaSession::close);
        sessions.values().forEach(RdmaSession::end);
        tasks.values().forEach(Threads.Task::close);
        for (RdmaCmId id : dataIds) {
            giveUp(id);
        }
        control.destroyId();
        data.destroyId();
        unused.destroyCQ();
        channel.destroyCompChannel();
        Verbs.free(pd);
        events.destroyEventChannel();
    }
}
