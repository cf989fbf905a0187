package io.farpage.store.shm;

import io.farpage.api.Threads;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of the shared memory transport: a directory with a socket, memory for slabs that clients can map, and a
 * thread for each client that does what the client cannot do by itself. Thread-safe.
 *
 * <pre>{@code
 * ShmServer server = ShmServer.open(config, threads);
 * HostInfo info = directory.registerHost(id, server.address(), ...);
 * MemoryHost host = new MemoryHost(info.ref(), capacityBytes, server.space());
 * server.serve(host);
 * }</pre>
 */
public final class ShmServer implements AutoCloseable {
    private static final long ACCEPT_RETRY_NS = 10_000_000;

    private final Path directory;
    private final ShmSpace space;
    private final Threads threads;
    private final ServerSocketChannel listener;
    private final CellAllocator cells;
    private final Set<HostSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong malformedFrames = new AtomicLong();
    private final AtomicLong failedAccepts = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Threads.@Nullable Task acceptor;

    private ShmServer(Path directory, ShmConfig config, Threads threads, ServerSocketChannel listener) {
        this.directory = directory;
        this.threads = threads;
        this.listener = listener;
        space = new ShmSpace(directory, config, threads);
        cells = new CellAllocator(config.maxClients());
    }

    /**
     * Removes what dead hosts have left, makes a directory and a socket. Clients may connect from now on, and are answered
     * once {@link #serve} is called.
     *
     * @param threads for a thread of its own for each client; real ones, as they block
     * @throws IOException when the directory cannot be written or its path is too long for a socket; nothing is left behind
     */
    public static ShmServer open(ShmConfig config, Threads threads) throws IOException {
        Path base = config.directory().toAbsolutePath();
        Path directory = HostDirectory.create(base);
        try {
            HostDirectory.removeLeftovers(base);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                listener.bind(HostDirectory.socketIn(directory));
                return new ShmServer(directory, config, threads, listener);
            } catch (IOException e) {
                listener.close();
                throw new IOException("no socket in " + directory + ": " + e.getMessage(), e);
            }
        } catch (IOException e) {
            HostDirectory.remove(directory);
            throw e;
        }
    }

    /**
     * Removes what dead hosts have left in a directory, as every start of a host does.
     *
     * @return how many hosts had left something
     */
    public static int removeLeftovers(Path directory) throws IOException {
        return HostDirectory.removeLeftovers(directory.toAbsolutePath());
    }

    /** Where clients find this host. */
    public String address() {
        return directory.toString();
    }

    /** Memory for the host's slabs that clients can map. */
    public SlabSpace space() {
        return space;
    }

    /** Starts to answer clients, for a host whose slabs come from {@link #space}. */
    public void serve(MemoryHost host) {
        acceptor = threads.start("shm-accept-" + host.ref(), stop -> accept(host, stop));
    }

    /** What has happened so far. */
    public ShmServerStats stats() {
        return new ShmServerStats(
                sessions.size(), malformedFrames.get(), space.moves(), failedAccepts.get(), space.leftFiles());
    }

    private void accept(MemoryHost host, Threads.Stop stop) {
        while (!stop.requested()) {
            try {
                SocketChannel socket = listener.accept();
                HostSession session = new HostSession(host, space, cells, socket, malformedFrames);
                sessions.add(session);
                if (closed.get()) {
                    session.close();
                }
                threads.start("shm-client-of-" + host.ref(), ignored -> {
                    try {
                        session.run();
                    } finally {
                        sessions.remove(session);
                    }
                });
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Out of file descriptors, most likely: those who are connected go on.
                failedAccepts.incrementAndGet();
                stop.pause(ACCEPT_RETRY_NS);
            }
        }
    }

    /**
     * Ends all connections and removes the directory. Does not kill the host: kill it first, so that its slabs are given
     * back.
     *
     * @throws IOException when the directory cannot be removed; everything else is done
     */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            listener.close();
        } finally {
            sessions.forEach(HostSession::close);
            Threads.Task task = acceptor;
            if (task != null) {
                task.close();
            }
            HostDirectory.remove(directory);
        }
    }
}
