package io.farpage.store.shm;

import io.farpage.api.SlabSpec;
import io.farpage.store.MemoryHost;
import io.farpage.store.control.ControlService;
import io.farpage.store.control.MalformedFrameException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The host's end of one connection. One thread runs it, any may close it. */
final class HostSession implements ControlService.Places {
    private final MemoryHost host;
    private final ShmSpace space;
    private final CellAllocator cells;
    private final SocketChannel socket;
    private final AtomicLong malformedFrames;
    private int cell = -1;

    HostSession(
            MemoryHost host, ShmSpace space, CellAllocator cells, SocketChannel socket, AtomicLong malformedFrames) {
        this.host = host;
        this.space = space;
        this.cells = cells;
        this.socket = socket;
        this.malformedFrames = malformedFrames;
    }

    /** Answers the client until it is gone or the session is closed. */
    void run() {
        cell = cells.take();
        try (socket) {
            converse();
        } catch (EOFException e) {
            // The client has no writer under way: it waited for them, or it has died with them.
            if (cell >= 0) {
                space.clearCell(cell);
                cells.giveBack(cell);
            }
        } catch (IOException e) {
            // The host is closing: nobody will need the cell.
        }
    }

    /** Ends the session; the client finds its connection closed. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("socket of " + host.ref() + " cannot be closed", e);
        }
    }

    /** The client's cell, cells in each slab. */
    @Override
    public long @Nullable [] greeting() {
        return cell < 0 ? null : new long[] {cell, space.cells()};
    }

    /** Move, slots, payload bytes, region. */
    @Override
    public long @Nullable [] find(long slab) {
        SharedSlab.Place place = space.place(slab);
        if (place == null) {
            return null;
        }
        SlabSpec spec = place.spec();
        return new long[] {
            place.move(),
            spec.slotCount(),
            spec.payloadBytes(),
            spec.group().region().value()
        };
    }

    private void converse() throws IOException {
        try {
            new ControlService(host, this, socket).run();
        } catch (MalformedFrameException e) {
            malformedFrames.incrementAndGet();
        } catch (EOFException e) {
            throw e;
        } catch (IOException e) {
            if (!socket.isOpen()) {
                throw e;
            }
            throw (EOFException) new EOFException("connection is broken").initCause(e);
        }
        dismiss();
    }

    /** Says no more, and waits for the client to go: until then it may have writers under way. */
    private void dismiss() throws IOException {
        socket.shutdownOutput();
        ByteBuffer ignored = ByteBuffer.allocate(4096);
        while (socket.read(ignored.clear()) >= 0) {
            ignored.flip();
        }
        throw new EOFException("client was dismissed");
    }
}
