package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostId;
import io.farpage.api.HostRef;
import io.farpage.api.Reply;
import io.farpage.api.SlabSpec;
import io.farpage.api.fake.TestThreads;
import io.farpage.store.MemoryHost;
import io.farpage.store.aeron.wire.AnswersDecoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The host's side of a connection without Aeron beneath it: what it lets in, and that nothing else does anything. */
class HostSessionTest {
    private static final long CONNECTION = 4711;
    private static final SlabSpec SPEC = new SlabSpec(AeronPair.SPEC.group(), 3, 5, 16, 256);

    private final Arena arena = Arena.ofShared();
    private final TestThreads threads = new TestThreads();
    private final AeronCounters counters = new AeronCounters();
    private final MemoryHost host = new MemoryHost(new HostRef(new HostId(1), 1), 1 << 20);
    private final TestBuffers answers = new TestBuffers(2048);
    private final Messages messages = new Messages(arena, SPEC);
    private final Backlog backlog = new Backlog();
    private HostSession session = newSession();
    private long slab;

    private HostSession newSession() {
        return new HostSession(host, new OneStream(), threads, counters, 8192, backlog, () -> true);
    }

    private final class OneStream implements AnswerStreams {
        @Override
        public long make(AeronAddress to, int stream) {
            return 1;
        }

        @Override
        public @Nullable MessageSink made(long ticket) {
            return answers;
        }

        @Override
        public void giveUp(long ticket) {}
    }

    @BeforeEach
    void connectAndAdmit() {
        give(Messages.connect(CONNECTION, 1, Link.PROTOCOL));
        session.work();
        slab = ((Reply.Done<Long>) host.admit(SPEC)).value();
        assertThat(answers.sent).hasSize(1);
    }

    @AfterEach
    void closeAll() {
        session.close();
        host.close();
        threads.close();
        arena.close();
    }

    @Test
    void doesWhatAMessageInOrderAsks() {
        assertThat(give(messages.writes(CONNECTION, slab, 3))).isEqualTo(Action.CONTINUE);
        assertThat(holders()).isEqualTo(3);
        assertThat(answers.sent).hasSize(2);
    }

    @Test
    void refusesTheOldestOfWhatMayNotWaitAndDoesTheOthers() {
        backlog.limit(4);
        backlog.arrived(10);

        give(messages.writes(CONNECTION, slab, 10));

        assertThat(statuses())
                .containsExactly(
                        Status.OVERLOADED,
                        Status.OVERLOADED,
                        Status.OVERLOADED,
                        Status.OVERLOADED,
                        Status.OVERLOADED,
                        Status.OVERLOADED,
                        Status.OK,
                        Status.OK,
                        Status.OK,
                        Status.OK);
        assertThat(holders()).isEqualTo(4);
        assertThat(counters.get(AeronCounter.REFUSED_OVERLOADED)).isEqualTo(6);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void doesEverythingAgainWhenLittleWaits() {
        backlog.limit(4);
        backlog.arrived(10);
        give(messages.writes(CONNECTION, slab, 10));
        answers.sent.clear();
        backlog.arrived(4);

        give(messages.reads(CONNECTION, slab, 4));

        assertThat(statuses()).hasSize(4).containsOnly(Status.OK);
    }

    @Test
    void refusesOnceWhatItHadNoRoomToAnswerAtFirst() {
        UnsafeBuffer message = messages.reads(CONNECTION, slab, 12);
        backlog.limit(9);
        backlog.arrived(12);
        answers.room = 2;
        assertThat(give(message)).isEqualTo(Action.ABORT);
        assertThat(give(message)).isEqualTo(Action.ABORT);
        answers.room = Integer.MAX_VALUE;

        assertThat(give(message)).isEqualTo(Action.CONTINUE);

        assertThat(statuses().stream().filter(s -> s == Status.OVERLOADED)).hasSize(3);
        assertThat(statuses()).hasSize(12);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void takesControlRequestsHoweverMuchWaits() {
        backlog.limit(1);
        backlog.arrived(1000);

        give(Messages.disconnect(CONNECTION));
        session.work();

        assertThat(session.takesPlace()).isFalse();
        assertThat(counters.get(AeronCounter.REFUSED_OVERLOADED)).isZero();
    }

    @Test
    void countsWhatItRefusesForOtherReasonsAsAnswered() {
        backlog.arrived(3);
        give(messages.writes(CONNECTION + 1, slab, 3));
        assertThat(backlog.isEmpty()).isTrue();
    }

    /** How all ops went that were answered, after the connection was set up. */
    private List<Status> statuses() {
        List<Status> statuses = new ArrayList<>();
        for (UnsafeBuffer answer : answers.sent) {
            Entries entries = Entries.ofAnswers();
            if (entries.wrap(answer, 0, answer.capacity())) {
                while (entries.next()) {
                    statuses.add(StatusCode.status(entries.getByte(AnswersDecoder.OpsDecoder.statusEncodingOffset())));
                }
            }
        }
        return statuses;
    }

    @Test
    void refusesWhatIsShorterThanAHeader() {
        for (int bytes = 0; bytes < Frame.HEADER_BYTES; bytes++) {
            give(new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(1, bytes))), bytes);
        }
        assertRefused(AeronCounter.REFUSED_TRUNCATED, Frame.HEADER_BYTES);
    }

    @Test
    void refusesEveryBitThatIsFlipped() {
        UnsafeBuffer message = messages.writes(CONNECTION, slab, 1);
        for (int bit = 0; bit < message.capacity() * 8; bit++) {
            UnsafeBuffer flipped = Messages.copy(message);
            flipped.putByte(bit / 8, (byte) (flipped.getByte(bit / 8) ^ 1 << bit % 8));
            give(flipped);
        }
        assertThat(holders()).isZero();
        assertThat(answers.sent).hasSize(1);
        assertThat(counters.get(AeronCounter.REFUSED_CHECKSUM) + counters.get(AeronCounter.REFUSED_VERSION))
                .isEqualTo(message.capacity() * 8L);
    }

    @Test
    void refusesAnotherVersionOfTheSchema() {
        UnsafeBuffer message = messages.writes(CONNECTION, slab, 1);
        new MessageHeaderEncoder().wrap(message, 0).version(2);
        Messages.seal(message);
        give(message);
        assertRefused(AeronCounter.REFUSED_VERSION, 1);
    }

    @Test
    void refusesEveryTruncationEvenWithARightChecksum() {
        UnsafeBuffer message = messages.writes(CONNECTION, slab, 2);
        for (int bytes = Frame.HEADER_BYTES; bytes < message.capacity(); bytes++) {
            UnsafeBuffer cut = Messages.copy(new UnsafeBuffer(message, 0, bytes));
            Messages.seal(cut);
            give(cut);
        }
        assertRefused(AeronCounter.REFUSED_MALFORMED, message.capacity() - Frame.HEADER_BYTES);
    }

    @Test
    void refusesWritesWhoseHeaderIsNotIntact() {
        UnsafeBuffer message = messages.writes(CONNECTION, slab, 2);
        message.putByte(message.capacity() - SPEC.payloadBytes() - 20, (byte) 0x55);
        Messages.seal(message);
        give(message);
        assertRefused(AeronCounter.REFUSED_MALFORMED, 1);
    }

    @Test
    void refusesMessagesOfAnotherConnectionAndAfterTheEnd() {
        give(messages.writes(CONNECTION + 1, slab, 1));
        assertRefused(AeronCounter.REFUSED_STALE, 1);
        give(Messages.disconnect(CONNECTION));
        session.work();
        give(messages.writes(CONNECTION, slab, 1));
        assertThat(counters.get(AeronCounter.REFUSED_STALE)).isEqualTo(2);
        assertThat(holders()).isZero();
    }

    @Test
    void takesNothingBeforeItIsConnectedToAsItself() {
        session.close();
        session = newSession();
        give(messages.writes(CONNECTION, slab, 1));
        give(Messages.connect(CONNECTION, 2, Link.PROTOCOL));
        give(messages.writes(CONNECTION, slab, 1));
        session.close();
        session = newSession();
        give(Messages.connect(CONNECTION, 1, Link.PROTOCOL + 1));
        give(messages.writes(CONNECTION, slab, 1));
        assertRefused(AeronCounter.REFUSED_STALE, 3);
        assertThat(counters.get(AeronCounter.CONNECTIONS_REFUSED)).isEqualTo(2);
    }

    @Test
    void stopsWithoutRoomForAnswersAndGoesOnWhereItWas() {
        UnsafeBuffer message = messages.reads(CONNECTION, slab, 12);
        answers.room = 2;
        assertThat(give(message)).isEqualTo(Action.ABORT);
        assertThat(give(message)).isEqualTo(Action.ABORT);
        answers.room = Integer.MAX_VALUE;
        assertThat(give(message)).isEqualTo(Action.CONTINUE);
        List<Long> ids = new ArrayList<>();
        for (UnsafeBuffer answer : answers.sent.subList(1, answers.sent.size())) {
            Entries entries = Entries.ofAnswers();
            assertThat(entries.wrap(answer, 0, answer.capacity())).isTrue();
            while (entries.next()) {
                ids.add(entries.getLong(0));
            }
        }
        assertThat(ids).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void survivesMutatedMessages() {
        fuzz(20_000, 1);
    }

    @Test
    @Tag("slow")
    void survivesAMillionMutatedMessages() {
        fuzz(1_000_000, 2);
    }

    /** Random bytes, and messages in order with some bytes changed; all with a right checksum, for without it none gets far. */
    private void fuzz(int rounds, long seed) {
        Random random = new Random(seed);
        UnsafeBuffer[] seeds = {
            messages.writes(CONNECTION, slab, 2),
            messages.reads(CONNECTION, slab, 5),
            Messages.disconnect(CONNECTION),
            Messages.connect(CONNECTION, 1, Link.PROTOCOL)
        };
        MemorySegment before = headers();
        for (int round = 0; round < rounds; round++) {
            UnsafeBuffer message = random.nextInt(8) == 0
                    ? Messages.noise(random)
                    : Messages.copy(seeds[random.nextInt(seeds.length)]);
            int changes = 1 + random.nextInt(6);
            for (int i = 0; i < changes; i++) {
                message.putByte(4 + random.nextInt(message.capacity() - 4), (byte) random.nextInt());
            }
            int bytes = random.nextInt(3) == 0 ? 4 + random.nextInt(message.capacity() - 3) : message.capacity();
            if (random.nextInt(10) > 0) {
                Frame.seal(message, 0, bytes);
            }
            try {
                give(message, bytes);
                session.work();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
            answers.sent.clear();
            if (round % 64 == 0) {
                session.close();
                session = newSession();
                give(Messages.connect(CONNECTION, 1, Link.PROTOCOL));
                session.work();
            }
        }
        assertOnlyIntactChanges(before, seed);
        give(messages.writes(CONNECTION, slab, 1));
        assertThat(host.stats()).isInstanceOf(Reply.Done.class);
    }

    /** Headers have a checksum of their own, so what a mutated write may store is a fragment that somebody made. */
    private void assertOnlyIntactChanges(MemorySegment before, long seed) {
        MemorySegment after = headers();
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            long at = (long) slot * FragmentHeader.BYTES;
            boolean same =
                    after.asSlice(at, FragmentHeader.BYTES).mismatch(before.asSlice(at, FragmentHeader.BYTES)) == -1;
            assertThat(same || FragmentHeader.isIntact(after, at))
                    .as("seed %d, slot %d", seed, slot)
                    .isTrue();
        }
    }

    private void assertRefused(AeronCounter why, long count) {
        assertThat(counters.get(why)).isEqualTo(count);
        assertThat(holders()).isZero();
    }

    private Action give(UnsafeBuffer message) {
        return give(message, message.capacity());
    }

    private Action give(UnsafeBuffer message, int bytes) {
        return session.onFragment(message, 0, bytes, null);
    }

    private int holders() {
        MemorySegment headers = headers();
        int holders = 0;
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            holders += FragmentHeader.isFree(headers, (long) slot * FragmentHeader.BYTES) ? 0 : 1;
        }
        return holders;
    }

    private MemorySegment headers() {
        MemorySegment headers = arena.allocate((long) SPEC.slotCount() * FragmentHeader.BYTES, 8);
        assertThat(host.scan(slab, headers)).isInstanceOf(Reply.Done.class);
        return headers;
    }
}
