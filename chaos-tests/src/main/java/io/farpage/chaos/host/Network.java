package io.farpage.chaos.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network between a host and everybody else, in weather of its own: relays that each stand in front of one UDP port, and pass on
 * what comes for it and what it answers, unless the weather of that direction says otherwise. Thread-safe.
 */
final class Network implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 21;
    /** Frames of Aeron begin with length, version, flags and type; those of this type carry messages behind their header. */
    private static final int AERON_HEADER_BYTES = 32;

    private static final int AERON_TYPE_AT = 6;
    private static final int AERON_DATA = 1;
    private static final long LATE_NS = 3_000_000;

    private final Selector selector;
    private final Random random;
    private final PriorityQueue<Late> late = new PriorityQueue<>(Comparator.comparingLong(Late::dueNs));
    private final Map<InetSocketAddress, Integer> relays = new HashMap<>();
    private final Thread thread;
    private volatile Weather toHost = Weather.CALM;
    private volatile Weather fromHost = Weather.CALM;
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean closed;

    /** Where datagrams that come in at a channel go: each source of a relay's port has a channel of its own to the target. */
    private sealed interface End {}

    private record Front(InetSocketAddress target, boolean targetIsHost, Map<SocketAddress, DatagramChannel> sources)
            implements End {}

    private record Back(DatagramChannel front, SocketAddress source, boolean targetIsHost) implements End {}

    private record Late(long dueNs, ByteBuffer datagram, DatagramChannel channel, SocketAddress to) {}

    Network(long seed) throws IOException {
        random = new Random(seed);
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon().name("chaos network").start(this::run);
    }

    /** The weather from now on, in one direction. */
    void set(boolean towardsHost, Weather weather) {
        if (towardsHost) {
            toHost = weather;
        } else {
            fromHost = weather;
        }
    }

    /** How many datagrams the weather has swallowed so far: one that is not counted yet may still come under new weather. */
    long lost() {
        return lost.get();
    }

    /** The loopback port of a relay in front of a target, which is the host itself or one of those that it sends to. */
    synchronized int relay(InetSocketAddress target, boolean targetIsHost) {
        return relays.computeIfAbsent(target, t -> {
            try {
                DatagramChannel front = open();
                front.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                register(front, new Front(target, targetIsHost, new HashMap<>()));
                return ((InetSocketAddress) front.getLocalAddress()).getPort();
            } catch (IOException e) {
                throw new UncheckedIOException("no relay to " + target + ": " + e, e);
            }
        });
    }

    private static DatagramChannel open() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        return channel;
    }

    private void register(DatagramChannel channel, End end) throws ClosedChannelException {
        channel.register(selector, SelectionKey.OP_READ, end);
        selector.wakeup();
    }

    private void run() {
        ByteBuffer datagram = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (!closed) {
            try {
                long now = System.nanoTime();
                Late next = late.peek();
                if (next == null) {
                    selector.select();
                } else if (next.dueNs > now) {
                    selector.select(1 + (next.dueNs - now) / 1_000_000);
                } else {
                    selector.selectNow();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    receive(key, datagram);
                }
                selector.selectedKeys().clear();
                sendLate(System.nanoTime());
            } catch (IOException e) {
                // A datagram that nobody takes is a lost one.
            }
        }
    }

    private void receive(SelectionKey key, ByteBuffer datagram) throws IOException {
        DatagramChannel channel = (DatagramChannel) key.channel();
        while (true) {
            datagram.clear();
            SocketAddress source = channel.receive(datagram);
            if (source == null) {
                return;
            }
            datagram.flip();
            switch ((End) key.attachment()) {
                case Front front -> {
                    DatagramChannel back = front.sources.get(source);
                    if (back == null) {
                        back = open();
                        back.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                        register(back, new Back(channel, source, front.targetIsHost));
                        front.sources.put(source, back);
                    }
                    pass(datagram, front.targetIsHost ? toHost : fromHost, back, front.target);
                }
                case Back back -> pass(datagram, back.targetIsHost ? fromHost : toHost, back.front, back.source);
            }
        }
    }

    private void pass(ByteBuffer datagram, Weather weather, DatagramChannel channel, SocketAddress to)
            throws IOException {
        if (happens(weather.loss())) {
            lost.incrementAndGet();
            return;
        }
        boolean carriesMessage =
                datagram.limit() > AERON_HEADER_BYTES && datagram.getShort(AERON_TYPE_AT) == AERON_DATA;
        if (carriesMessage && happens(weather.corrupted())) {
            int at = AERON_HEADER_BYTES + random.nextInt(datagram.limit() - AERON_HEADER_BYTES);
            datagram.put(at, (byte) (datagram.get(at) ^ 1 << random.nextInt(Byte.SIZE)));
        }
        for (int copies = happens(weather.duplicates()) ? 2 : 1; copies > 0; copies--) {
            long delayNs = weather.delayUs() * (1000L + random.nextInt(1000))
                    + (happens(weather.reordered()) ? LATE_NS + random.nextLong(LATE_NS) : 0);
            if (delayNs == 0) {
                channel.send(datagram.duplicate(), to);
            } else {
                ByteBuffer copy = ByteBuffer.allocate(datagram.limit())
                        .put(datagram.duplicate())
                        .flip();
                late.add(new Late(System.nanoTime() + delayNs, copy, channel, to));
            }
        }
    }

    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private void sendLate(long now) throws IOException {
        while (!late.isEmpty() && late.peek().dueNs <= now) {
            Late due = late.remove();
            due.channel.send(due.datagram, due.to);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
