package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.RdmaCmId;
import io.farpage.api.Threads;
import io.farpage.store.MemoryHost;
import io.farpage.store.control.ControlService;
import io.farpage.store.control.MalformedFrameException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Host side: answers the frames of one client. One thread runs it, any may close it. */
final class RdmaSession implements ByteChannel, ControlService.Places {
    private static final int LOOK_MS = 100;
    /** How long a client may leave what it is sent untaken. */
    private static final long SEND_PATIENCE_NS = Duration.ofSeconds(5).toNanos();

    private final MemoryHost host;
    private final RdmaSpace space;
    private final Threads threads;
    private final RdmaCmId id;
    private final MessageStream stream;
    private final AtomicLong malformedFrames;
    private volatile boolean closed;

    /** A session over a connection that is about to be accepted. */
    RdmaSession(MemoryHost host, RdmaSpace space, Threads threads, RdmaCmId id, IbvPd pd, AtomicLong malformedFrames)
            throws IOException {
        this.host = host;
        this.space = space;
        this.threads = threads;
        this.id = id;
        this.malformedFrames = malformedFrames;
        stream = new MessageStream(id, pd);
    }

    /** Answers the client until it is gone or the session is closed, and gives its connection up. */
    void run() throws IOException {
        try {
            new ControlService(host, this, this).run();
        } catch (MalformedFrameException e) {
            malformedFrames.incrementAndGet();
        } catch (IOException e) {
            // The client is gone, or the session is closed.
        } finally {
            stream.close();
            id.disconnect();
            id.destroyId();
        }
    }

    @Override
    public long[] greeting() {
        return new long[0];
    }

    @Override
    public long @Nullable [] find(long slab) {
        return space.place(slab);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int bytes = stream.read(into);
        while (bytes == 0 && !closed) {
            stream.await(LOOK_MS);
            bytes = stream.read(into);
        }
        return closed ? -1 : bytes;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int bytes = stream.write(from);
        long deadline = threads.nanoTime() + SEND_PATIENCE_NS;
        while (bytes == 0 && !closed && threads.nanoTime() < deadline) {
            Thread.onSpinWait();
            bytes = stream.write(from);
        }
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The connection has ended. */
    void end() {
        stream.end();
    }
}
