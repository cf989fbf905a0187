package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final long TIMEOUT_NS = Duration.ofSeconds(30).toNanos();
    private static final long CONNECT_NS = Duration.ofSeconds(4).toNanos();

    @Test
    void doesNotBlameTheHostForTheTimeThatItsOwnStreamsTake() throws IOException {
        long slowStartNs = 2 * CONNECT_NS;
        try (AeronPair pair = new AeronPair(TestAeron.config());
                Link link = link(pair, pair.server.address())) {
            assertThat(pair.threads.await(() -> isOver(pair, link, slowStartNs), TIMEOUT_NS))
                    .isTrue();
            assertThat(link.lost()).isNull();
            assertThat(link.isOpen()).isTrue();
        }
    }

    @Test
    void isLostWhenNobodyAnswersInTime() throws IOException {
        try (AeronPair pair = new AeronPair(TestAeron.config());
                Link link = link(pair, AeronAddress.parse("aeron:127.0.0.1:1"))) {
            assertThat(pair.threads.await(() -> isOver(pair, link, 0), TIMEOUT_NS))
                    .isTrue();
            assertThat(link.lost()).endsWith("at aeron:127.0.0.1:1 is lost: it does not answer");
        }
    }

    private static Link link(AeronPair pair, AeronAddress there) throws IOException {
        AeronConfig config = TestAeron.config().withTimeouts(CONNECT_NS, 1, CONNECT_NS, CONNECT_NS);
        AeronCounters counters = pair.clientMedia.counters();
        Answers answers =
                new Answers(new FragmentCalls(config, counters), new ControlCalls(config, counters), counters);
        AeronAddress here = Channels.answersFrom(there);
        Link link = new Link(pair.clientMedia, UnaryOperator.identity(), there, here, pair.host.ref(), config, answers);
        answers.of(link);
        return link;
    }

    /** Does a step of setting it up, so long after the real time; whether that is over, one way or the other. */
    private static boolean isOver(AeronPair pair, Link link, long lateNs) {
        pair.clientMedia.work();
        link.poll();
        link.advance(pair.threads.nanoTime() + lateNs);
        return link.isOpen() || link.lost() != null;
    }
}
