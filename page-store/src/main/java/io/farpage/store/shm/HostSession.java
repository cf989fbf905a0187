package io.farpage.store.shm;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.HostId;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.store.MemoryHost;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The host's end of one connection. One thread runs it, any may close it. */
final class HostSession {
    private final MemoryHost host;
    private final ShmSpace space;
    private final CellAllocator cells;
    private final SocketChannel socket;
    private final AtomicLong malformedFrames;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final FragmentOp[] ops = {new FragmentOp(Arena.ofAuto().allocate(FragmentHeader.BYTES, 8))};

    HostSession(
            MemoryHost host, ShmSpace space, CellAllocator cells, SocketChannel socket, AtomicLong malformedFrames) {
        this.host = host;
        this.space = space;
        this.cells = cells;
        this.socket = socket;
        this.malformedFrames = malformedFrames;
        reader = new FrameReader(socket);
        writer = new FrameWriter(socket);
    }

    /** Answers the client until it is gone or the session is closed. */
    void run() {
        int cell = cells.take();
        try (socket) {
            converse(cell);
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

    private void converse(int cell) throws IOException {
        try {
            if (greet(cell)) {
                while (true) {
                    answer(next());
                }
            }
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

    private Frame next() throws IOException {
        return Objects.requireNonNull(reader.read(), "the socket blocks");
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

    private boolean greet(int cell) throws IOException {
        Frame hello = next();
        if (hello.type() != FrameType.HELLO) {
            throw new MalformedFrameException(hello.type() + " instead of a greeting");
        }
        HostRef expected = parsed(() -> new HostRef(new HostId(hello.intArg(0)), hello.arg(1)));
        if (!expected.equals(host.ref())) {
            fail(hello.id(), Failure.UNREACHABLE, host.ref() + " is here instead of " + expected);
            return false;
        }
        if (cell < 0) {
            fail(hello.id(), Failure.UNREACHABLE, host.ref() + " has as many clients as it accepts; raise maxClients");
            return false;
        }
        writer.write(FrameType.DONE, hello.id(), cell, space.cells());
        return true;
    }

    private void answer(Frame frame) throws IOException {
        long id = frame.id();
        switch (frame.type()) {
            case ADMIT -> reply(id, host.admit(specOf(frame)), slab -> new long[] {slab});
            case RELEASE -> reply(id, host.release(frame.arg(0)), done -> new long[0]);
            case FENCE ->
                reply(id, host.fence(frame.arg(0), frame.intArg(1), frame.intArg(2)), epoch -> new long[] {epoch});
            case STATS -> reply(id, host.stats(), HostSession::valuesOf);
            case MAP -> map(id, frame.arg(0));
            case STORE -> store(frame);
            case BYE -> writer.write(FrameType.DONE, id);
            case HELLO, DONE, FAILED -> throw new MalformedFrameException(frame.type() + " from a client");
        }
    }

    private void map(long id, long slab) throws IOException {
        SharedSlab.Place place = space.place(slab);
        if (place != null) {
            SlabSpec spec = place.spec();
            int region = spec.group().region().value();
            writer.write(FrameType.DONE, id, place.move(), spec.slotCount(), spec.payloadBytes(), region);
        } else if (host.isAlive()) {
            fail(id, Failure.NO_SUCH_SLAB, host.ref() + " has no slab " + slab);
        } else {
            fail(id, Failure.UNREACHABLE, host.ref() + " is dead");
        }
    }

    private void store(Frame frame) throws IOException {
        FragmentOp op = ops[0];
        MemorySegment tail = frame.tail();
        int payloadBytes = (int) tail.byteSize() - FragmentHeader.BYTES;
        if (payloadBytes < 0 || !FragmentHeader.isIntact(tail, 0)) {
            throw new MalformedFrameException("STORE without an intact header");
        }
        MemorySegment.copy(tail, 0, op.header(), 0, FragmentHeader.BYTES);
        int slot = frame.intArg(1);
        int epoch = frame.intArg(2);
        int generation = frame.intArg(3);
        op.write(
                FragmentOp.Kind.WRITE_IF_NEWER,
                frame.arg(0),
                slot,
                epoch,
                generation,
                tail,
                FragmentHeader.BYTES,
                payloadBytes);
        host.submit(ops, 1);
        boolean fenced = op.status() == FragmentOp.Status.FENCED;
        writer.write(
                FrameType.DONE,
                frame.id(),
                WireCodes.of(op.status()),
                fenced ? op.refusingEpoch() : 0,
                fenced ? op.refusingGeneration() : 0);
    }

    private <T> void reply(long id, Reply<T> reply, Function<T, long[]> values) throws IOException {
        switch (reply) {
            case Reply.Done<T> done -> writer.write(FrameType.DONE, id, values.apply(done.value()));
            case Reply.Failed<T> failed -> fail(id, failed.failure(), failed.detail());
        }
    }

    private void fail(long id, Failure failure, String detail) throws IOException {
        byte[] text = detail.getBytes(StandardCharsets.UTF_8);
        MemorySegment tail =
                MemorySegment.ofArray(Arrays.copyOf(text, Math.min(text.length, FrameType.MAX_TEXT_BYTES)));
        writer.write(FrameType.FAILED, id, tail, MemorySegment.NULL, WireCodes.of(failure));
    }

    private static long[] valuesOf(HostStats stats) {
        return new long[] {stats.capacityBytes(), stats.usedBytes(), stats.slabs()};
    }

    private static SlabSpec specOf(Frame frame) throws MalformedFrameException {
        return parsed(() -> new SlabSpec(
                new SlabGroupId(new RegionId(frame.intArg(0)), frame.intArg(1)),
                frame.intArg(2),
                frame.intArg(3),
                frame.intArg(4),
                frame.intArg(5)));
    }

    /** Something whose parts are checked when it is made. */
    private interface Parts<T> {
        T make() throws MalformedFrameException;
    }

    private static <T> T parsed(Parts<T> parts) throws MalformedFrameException {
        try {
            return parts.make();
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(Objects.requireNonNullElse(e.getMessage(), "out of range"));
        }
    }
}
