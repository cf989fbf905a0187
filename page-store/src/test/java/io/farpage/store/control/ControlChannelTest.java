package io.farpage.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.HostId;
import io.farpage.api.HostRef;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlChannelTest {
    private static final HostRef HOST = new HostRef(new HostId(3), 1);

    @Test
    void itsOwnerIsToldThatItIsLostAlsoWhenABugEndsIt() {
        List<String> lost = new ArrayList<>();
        ControlChannel channel = new ControlChannel(HOST, new BrokenLink(), new ControlChannel.Listener() {
            @Override
            public void opened(Answer.Done greeting) {
                throw new AssertionError("nobody greets");
            }

            @Override
            public void lost(String why) {
                lost.add(why);
            }
        });

        assertThatThrownBy(channel::run).hasMessage("planted");

        assertThat(lost).singleElement().asString().contains("bug");
        List<Answer> answers = new ArrayList<>();
        channel.ask(FrameType.MAP, answers::add, 7);
        assertThat(answers).singleElement().isInstanceOf(Answer.Failed.class);
    }

    private static final class BrokenLink implements ControlLink {
        @Override
        public void connect() {
            throw new IllegalStateException("planted");
        }

        @Override
        public void awaitReadable() {}

        @Override
        public int read(ByteBuffer into) {
            return 0;
        }

        @Override
        public int write(ByteBuffer from) {
            return 0;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
