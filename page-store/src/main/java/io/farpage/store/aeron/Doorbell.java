package io.farpage.store.aeron;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

/**
 * Wakes who has nothing to do when a datagram arrives for a media driver, so that nobody has to look for one all the time or wait out a park.
 * One thread waits; others may open and close the driver's channels meanwhile.
 */
final class Doorbell implements AutoCloseable {
    private static final int TRUSTED_ROUNDS = 4;

    private final Selector selector;
    private volatile int trusted;
    private volatile int waits;

    Doorbell() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for datagrams", e);
        }
    }

    /** Has a driver that is not launched yet ring this. */
    MediaDriver.Context wire(MediaDriver.Context context) {
        return context.receiveChannelEndpointSupplier(Receiving::new).sendChannelEndpointSupplier(Sending::new);
    }

    /** Waits until a datagram is there, at most so long. */
    void await(long timeoutMs) {
        try {
            int wait = waits + 1;
            waits = wait;
            selector.select(key -> ((Bell) key.attachment()).rungIn = wait, timeoutMs);
            trusted = TRUSTED_ROUNDS;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for datagrams", e);
        }
    }

    /**
     * Begins a round of the driver. Looking at a channel in vain costs a system call, so for some rounds after a wait only those are looked at
     * that had something in its end. What comes meanwhile ends the next wait at once, or is seen when the rounds are over.
     *
     * @param byItself whether the thread that waits here drives; nobody else may rely on what it saw
     */
    void beginRound(boolean byItself) {
        trusted = byItself ? Math.max(0, trusted - 1) : 0;
    }

    private void watch(DatagramChannel channel, Bell bell) {
        try {
            channel.register(selector, SelectionKey.OP_READ, bell);
        } catch (ClosedChannelException e) {
            throw new UncheckedIOException("a channel was closed while it was opened", e);
        }
    }

    /** After the driver: what it has closed is freed only now, or when the next wait ends. */
    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop waiting for datagrams", e);
        }
    }

    /** Of one channel: whether it had something in the end of the last wait and was not empty since. */
    private final class Bell {
        private volatile int rungIn;

        boolean mayHaveSomething() {
            return trusted == 0 || rungIn == waits;
        }

        @Nullable
        InetSocketAddress heard(@Nullable InetSocketAddress from) {
            if (from == null) {
                rungIn = 0;
            }
            return from;
        }
    }

    /** Where data comes in. */
    private final class Receiving extends ReceiveChannelEndpoint {
        private final Bell bell = new Bell();

        Receiving(
                UdpChannel channel,
                DataPacketDispatcher dispatcher,
                AtomicCounter indicator,
                MediaDriver.Context context) {
            super(channel, dispatcher, indicator, context);
        }

        @Override
        public void openChannel() {
            super.openChannel();
            watch(receiveDatagramChannel(), bell);
        }

        @Override
        public @Nullable InetSocketAddress receive(ByteBuffer buffer) {
            return bell.mayHaveSomething() ? bell.heard(super.receive(buffer)) : null;
        }
    }

    /** Where others say what they have got. */
    private final class Sending extends SendChannelEndpoint {
        private final Bell bell = new Bell();

        Sending(UdpChannel channel, AtomicCounter indicator, MediaDriver.Context context) {
            super(channel, indicator, context);
        }

        @Override
        public void openChannel() {
            super.openChannel();
            watch(receiveDatagramChannel(), bell);
        }

        @Override
        public @Nullable InetSocketAddress receive(ByteBuffer buffer) {
            return bell.mayHaveSomething() ? bell.heard(super.receive(buffer)) : null;
        }
    }
}
