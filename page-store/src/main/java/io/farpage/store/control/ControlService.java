package io.farpage.store.control;

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
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Host side: answers the questions of one client. Used by one thread. */
public final class ControlService {
    /** Where clients find things, which depends on the transport. */
    public interface Places {
        /** What a client that comes in is told; null when the host has as many as it accepts. */
        long @Nullable [] greeting();

        /** Where a slab is; null when there is none of that id. */
        long @Nullable [] find(long slab);
    }

    private final MemoryHost host;
    private final Places places;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final FragmentOp[] ops = {new FragmentOp(Arena.ofAuto().allocate(FragmentHeader.BYTES, 8))};

    /**
     * The service of {@code host} for one client.
     *
     * @param link blocks; the service does not close it
     */
    public ControlService(MemoryHost host, Places places, ByteChannel link) {
        this.host = host;
        this.places = places;
        reader = new FrameReader(link);
        writer = new FrameWriter(link);
    }

    /**
     * Greets the client and answers it. Returns when it is not let in, and was told why.
     *
     * @throws EOFException when the client is gone
     * @throws MalformedFrameException when it says something that is no question; it must be dismissed
     */
    public void run() throws IOException {
        if (greet()) {
            while (true) {
                answer(next());
            }
        }
    }

    private Frame next() throws IOException {
        return Objects.requireNonNull(reader.read(), "the link blocks");
    }

    private boolean greet() throws IOException {
        Frame hello = next();
        if (hello.type() != FrameType.HELLO) {
            throw new MalformedFrameException(hello.type() + " instead of a greeting");
        }
        HostRef expected = parsed(() -> new HostRef(new HostId(hello.intArg(0)), hello.arg(1)));
        if (!expected.equals(host.ref())) {
            fail(hello.id(), Failure.UNREACHABLE, host.ref() + " is here instead of " + expected);
            return false;
        }
        long[] greeting = places.greeting();
        if (greeting == null) {
            fail(hello.id(), Failure.UNREACHABLE, host.ref() + " has as many clients as it accepts; raise maxClients");
            return false;
        }
        writer.write(FrameType.DONE, hello.id(), greeting);
        return true;
    }

    private void answer(Frame frame) throws IOException {
        long id = frame.id();
        switch (frame.type()) {
            case ADMIT -> reply(id, host.admit(specOf(frame)), slab -> new long[] {slab});
            case RELEASE -> reply(id, host.release(frame.arg(0)), done -> new long[0]);
            case FENCE ->
                reply(id, host.fence(frame.arg(0), frame.intArg(1), frame.intArg(2)), epoch -> new long[] {epoch});
            case STATS -> reply(id, host.stats(), ControlService::valuesOf);
            case MAP -> map(id, frame.arg(0));
            case STORE -> store(frame);
            case BYE -> writer.write(FrameType.DONE, id);
            case HELLO, DONE, FAILED -> throw new MalformedFrameException(frame.type() + " from a client");
        }
    }

    private void map(long id, long slab) throws IOException {
        long[] place = places.find(slab);
        if (place != null) {
            writer.write(FrameType.DONE, id, place);
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
