package io.farpage.store.control;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameTest {
    /** What a frame said, kept. */
    record Said(FrameType type, List<Long> args, int tailBytes, int tailHash) {}

    @Property(tries = 200)
    void comesOutAsItWentInHoweverItIsCutUp(
            @ForAll @Size(min = 1, max = 8) List<FrameType> types,
            @ForAll long seed,
            @ForAll @IntRange(min = 1) int cut)
            throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(Channels.newChannel(out));
        List<Said> said = new ArrayList<>();
        for (FrameType type : types) {
            long[] args = random.longs(type.args).toArray();
            byte[] tail = new byte[random.nextInt(type.maxTailBytes + 1)];
            random.nextBytes(tail);
            int half = tail.length / 2;
            writer.write(
                    type,
                    random.nextInt(),
                    MemorySegment.ofArray(Arrays.copyOf(tail, half)),
                    MemorySegment.ofArray(Arrays.copyOfRange(tail, half, tail.length)),
                    args);
            said.add(new Said(type, Arrays.stream(args).boxed().toList(), tail.length, Arrays.hashCode(tail)));
        }
        List<Said> heard = new ArrayList<>();
        FrameReader reader = new FrameReader(inPieces(out.toByteArray(), cut));
        for (int i = 0; i < types.size(); i++) {
            heard.add(keep(next(reader)));
        }
        assertThat(heard).isEqualTo(said);
        assertThatThrownBy(() -> next(reader)).isInstanceOf(EOFException.class);
    }

    @Test
    void noticesEveryFlippedBit() throws IOException {
        byte[] frame = frame(FrameType.FENCE, 1, 2, 3);
        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] flipped = frame.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            FrameReader reader = new FrameReader(inPieces(flipped, flipped.length));
            assertThatThrownBy(() -> next(reader)).as("bit %d", bit).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesLengthsBeyondItsLimitsBeforeReadingOn() throws IOException {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 25, Integer.MAX_VALUE, 23}) {
            byte[] frame = frame(FrameType.FENCE, 1, 2, 3);
            MemorySegment.ofArray(frame).set(Frame.INT, Frame.LENGTH_AT, length);
            FrameReader reader = new FrameReader(inPieces(Arrays.copyOf(frame, Frame.HEADER_BYTES), 24));
            assertThatThrownBy(() -> next(reader))
                    .isInstanceOf(MalformedFrameException.class)
                    .hasMessageContaining(String.valueOf(length));
        }
    }

    @Test
    void namesTheVersionThatItDoesNotSpeak() throws IOException {
        byte[] frame = frame(FrameType.STATS);
        MemorySegment.ofArray(frame).set(Frame.SHORT, Frame.VERSION_AT, (short) 77);
        assertThatThrownBy(() -> next(new FrameReader(inPieces(frame, 100))))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining("version 77");
    }

    @Test
    void takesAPieceOfAFrameForTheEndOfTheOtherSide() throws IOException {
        byte[] frame = frame(FrameType.FENCE, 1, 2, 3);
        for (int length = 0; length < frame.length; length++) {
            FrameReader reader = new FrameReader(inPieces(Arrays.copyOf(frame, length), 7));
            assertThatThrownBy(() -> next(reader)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void writesNothingThatItsReaderWouldRefuse() {
        FrameWriter writer = new FrameWriter(Channels.newChannel(new ByteArrayOutputStream()));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.write(FrameType.STATS, 1, 5));
        MemorySegment one = MemorySegment.ofArray(new byte[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.write(FrameType.STATS, 1, one, MemorySegment.NULL));
    }

    private static byte[] frame(FrameType type, long... args) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameWriter(Channels.newChannel(out)).write(type, 1, args);
        return out.toByteArray();
    }

    private static Frame next(FrameReader reader) throws IOException {
        return Objects.requireNonNull(reader.read());
    }

    private static Said keep(Frame frame) {
        List<Long> args = new ArrayList<>();
        for (int i = 0; i < frame.type().args; i++) {
            args.add(frame.arg(i));
        }
        byte[] tail = frame.tail().toArray(JAVA_BYTE);
        return new Said(frame.type(), args, tail.length, Arrays.hashCode(tail));
    }

    /** A channel that gives at most {@code pieceBytes} at a time. */
    private static ReadableByteChannel inPieces(byte[] bytes, int pieceBytes) {
        ReadableByteChannel all = Channels.newChannel(new ByteArrayInputStream(bytes));
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                ByteBuffer piece = into.slice();
                piece.limit(Math.min(piece.capacity(), pieceBytes));
                int count = all.read(piece);
                into.position(into.position() + Math.max(0, count));
                return count;
            }

            @Override
            public boolean isOpen() {
                return all.isOpen();
            }

            @Override
            public void close() throws IOException {
                all.close();
            }
        };
    }
}
