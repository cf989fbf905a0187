package io.farpage.store.aeron;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Wakes who has nothing to do when a datagram arrives for a media driver, so that nobody has to look for one all the time or wait out a park.
 * One thread waits; others may open and close the driver's channels meanwhile.
 */
final class Doorbell implements AutoCloseable {
    private final Selector selector;

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
            selector.select(timeoutMs);
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for datagrams", e);
        }
    }

    private void watch(DatagramChannel channel) {
        try {
            channel.register(selector, SelectionKey.OP_READ);
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

    /** Where data comes in. */
    private final class Receiving extends ReceiveChannelEndpoint {
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
            watch(receiveDatagramChannel());
        }
    }

    /** Where others say what they have got. */
    private final class Sending extends SendChannelEndpoint {
        Sending(UdpChannel channel, AtomicCounter indicator, MediaDriver.Context context) {
            super(channel, indicator, context);
        }

        @Override
        public void openChannel() {
            super.openChannel();
            watch(receiveDatagramChannel());
        }
    }
}
