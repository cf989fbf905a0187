package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.RdmaCmEvent;
import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import io.farpage.api.FragmentOp;
import io.farpage.api.Threads;
import io.farpage.store.control.ControlLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Client side: both connections to one host. The thread that reads frames from it makes the connections, makes the one for
 * data anew when it breaks, and destroys both; other threads only use them.
 */
final class VerbsLink implements ControlLink {
    /** How often it looks whether a connection has ended while no frame arrives. */
    private static final int LOOK_MS = 20;

    /** What happens to the connection for data, told by the thread that runs the link. */
    interface Listener {
        /** Fragments can be read and written from now on. */
        void dataConnected();

        /** They cannot until it is connected again, and {@code left} have not ended. */
        void dataBroken(List<FragmentOp> left);
    }

    private final String address;
    private final RdmaConfig config;
    private final Threads threads;
    private final Listener listener;
    private @Nullable RdmaEventChannel events;
    private @Nullable RdmaCmId controlId;
    private @Nullable RdmaCmId dataId;
    private @Nullable IbvPd pd;
    private volatile @Nullable MessageStream stream;
    private volatile @Nullable DataPath path;
    private volatile boolean closing;

    VerbsLink(String address, RdmaConfig config, Threads threads, Listener listener) {
        this.address = address;
        this.config = config;
        this.threads = threads;
        this.listener = listener;
    }

    /** The way of fragments; null before there is one. */
    @Nullable
    DataPath path() {
        return path;
    }

    @Override
    public void connect() throws IOException {
        RdmaAddress host = parsed();
        events = Verbs.events();
        RdmaCmId id = resolve(host.control());
        controlId = id;
        pd = id.getVerbs().allocPd();
        stream = new MessageStream(id, pd);
        path = new DataPath(pd, config.inFlight());
        establish(id);
    }

    private RdmaAddress parsed() throws IOException {
        try {
            return RdmaAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private RdmaCmId resolve(InetSocketAddress to) throws IOException {
        RdmaCmId id = Verbs.id(events());
        try {
            id.resolveAddr(null, to, config.connectTimeoutMs());
            expect(id, EventType.RDMA_CM_EVENT_ADDR_RESOLVED);
            id.resolveRoute(config.connectTimeoutMs());
            expect(id, EventType.RDMA_CM_EVENT_ROUTE_RESOLVED);
            return id;
        } catch (IOException e) {
            id.destroyId();
            throw e;
        }
    }

    private void establish(RdmaCmId id) throws IOException {
        id.connect(Verbs.retrying());
        expect(id, EventType.RDMA_CM_EVENT_ESTABLISHED);
    }

    /** Waits for an event of one connection; what happens to others meanwhile is seen to. */
    private void expect(RdmaCmId id, EventType wanted) throws IOException {
        long deadline = threads.nanoTime() + config.connectTimeout().toNanos();
        while (!closing) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - threads.nanoTime());
            RdmaCmEvent event = leftMs <= 0 ? null : events().getCmEvent((int) Math.min(leftMs, LOOK_MS));
            if (event == null) {
                if (leftMs <= 0) {
                    throw new IOException("nobody answers at " + address + " within " + config.connectTimeout());
                }
            } else if (!event.getConnIdPriv().equals(id)) {
                see(event);
            } else if (Verbs.is(event, wanted)) {
                return;
            } else {
                throw new IOException("no connection to " + address + ": " + Verbs.name(event));
            }
        }
        throw new ClosedChannelException();
    }

    @Override
    public void awaitReadable() throws IOException {
        MessageStream reading = stream();
        if (closing) {
            reading.end();
            return;
        }
        for (RdmaCmEvent event = events().getCmEvent(0); event != null; event = events().getCmEvent(0)) {
            see(event);
        }
        DataPath data = path;
        if (data != null && !data.isUsable()) {
            breakData(data);
            tryConnectData(data);
        }
        reading.await(LOOK_MS);
    }

    private void see(RdmaCmEvent event) throws IOException {
        boolean ended = Verbs.is(event, EventType.RDMA_CM_EVENT_DISCONNECTED)
                || Verbs.is(event, EventType.RDMA_CM_EVENT_DEVICE_REMOVAL);
        if (ended && event.getConnIdPriv().equals(controlId)) {
            stream().end();
        } else if (ended && event.getConnIdPriv().equals(dataId) && path != null) {
            path.fail();
        }
    }

    /** A host that answers questions may only be slow to take a connection in: it is tried again, at the next look. */
    private void tryConnectData(DataPath data) throws IOException {
        try {
            connectData(data);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            breakData(data);
        }
    }

    private void connectData(DataPath data) throws IOException {
        RdmaCmId id = resolve(parsed().data());
        dataId = id;
        data.prepare(id);
        establish(id);
        data.connected();
        listener.dataConnected();
    }

    private void breakData(DataPath data) throws IOException {
        RdmaCmId id = dataId;
        if (id != null) {
            dataId = null;
            List<FragmentOp> left = data.disconnect();
            id.disconnect();
            id.destroyId();
            listener.dataBroken(left);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return stream().read(into);
    }

    /** Waits for as long as for an answer when the host does not take what it is sent. */
    @Override
    public int write(ByteBuffer from) throws IOException {
        MessageStream to = stream();
        long deadline = threads.nanoTime() + config.replyTimeout().toNanos();
        int bytes = to.write(from);
        while (bytes == 0 && threads.nanoTime() < deadline) {
            Thread.onSpinWait();
            bytes = to.write(from);
        }
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return !closing;
    }

    @Override
    public void close() {
        closing = true;
    }

    /** Destroys everything; by the thread that ran the link. Ops that have not ended are handed to the listener. */
    void release() throws IOException {
        DataPath data = path;
        MessageStream control = stream;
        if (data != null) {
            breakData(data);
            data.close();
        }
        if (control != null) {
            control.close();
        }
        if (controlId != null) {
            controlId.disconnect();
            controlId.destroyId();
        }
        Verbs.free(pd);
        if (events != null) {
            events.destroyEventChannel();
        }
    }

    private RdmaEventChannel events() throws ClosedChannelException {
        RdmaEventChannel opened = events;
        if (opened == null) {
            throw new ClosedChannelException();
        }
        return opened;
    }

    private MessageStream stream() throws ClosedChannelException {
        MessageStream opened = stream;
        if (opened == null) {
            throw new ClosedChannelException();
        }
        return opened;
    }
}
