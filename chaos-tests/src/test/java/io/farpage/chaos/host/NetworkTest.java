package io.farpage.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NetworkTest {
    /** Few enough to fit the sockets' usual buffers, where others would be lost too. */
    private static final int COUNT = 150;

    private static final int LENGTH = 64;
    private static final int LONG_MS = 10_000;
    private static final int SHORT_MS = 500;

    private static final int HEADER = 32;
    private static final int TYPE_AT = 6;
    private static final byte DATA = 1;

    private final Network network = new Network(1);
    private final DatagramSocket host = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final InetSocketAddress relay;

    NetworkTest() throws IOException {
        relay = new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                network.relay((InetSocketAddress) host.getLocalSocketAddress(), true));
    }

    @AfterEach
    void close() throws IOException {
        network.close();
        host.close();
        client.close();
    }

    @Test
    void passesOnBothWaysInCalmWeather() throws IOException {
        send(client, relay, 7);
        InetSocketAddress back = (InetSocketAddress) next(host, 7).getSocketAddress();
        send(host, back, 8);
        next(client, 8);
    }

    @Test
    @Timeout(60)
    void cutsOneWayAlone() throws IOException {
        send(client, relay, 1);
        InetSocketAddress back = (InetSocketAddress) next(host, 1).getSocketAddress();
        network.set(true, Weather.CUT);
        send(client, relay, 2);
        send(host, back, 3);
        next(client, 3);
        awaitLost(1);
        network.set(true, Weather.CALM);
        network.set(false, Weather.CUT);
        send(host, back, 4);
        send(client, relay, 5);
        next(host, 5);
        awaitLost(2);
        network.set(false, Weather.CALM);
        send(host, back, 6);
        next(client, 6);
    }

    @Test
    void losesDoublesReordersAndDamagesAsOftenAsTheWeatherSays() throws IOException {
        network.set(true, new Weather(0.2, 0.2, 0.2, 0.2, 0));
        for (int i = 0; i < COUNT; i++) {
            send(client, relay, i);
        }
        Set<Integer> seen = new HashSet<>();
        int twice = 0;
        int late = 0;
        int damaged = 0;
        int newest = -1;
        for (DatagramPacket each = receive(host, LONG_MS); each != null; each = receive(host, SHORT_MS)) {
            int number = ByteBuffer.wrap(each.getData()).getInt();
            twice += seen.add(number) ? 0 : 1;
            late += number < newest ? 1 : 0;
            newest = Math.max(newest, number);
            byte[] message = Arrays.copyOfRange(each.getData(), HEADER, LENGTH);
            damaged += Arrays.equals(message, new byte[LENGTH - HEADER]) ? 0 : 1;
        }
        assertThat(seen).as("what came").hasSizeBetween(COUNT * 7 / 10, COUNT * 9 / 10);
        assertThat(twice).as("twice").isBetween(COUNT / 12, COUNT / 4);
        assertThat(damaged).as("damaged").isBetween(COUNT / 12, COUNT / 3);
        assertThat(late).as("behind others").isPositive();
    }

    private void awaitLost(int count) {
        while (network.lost() < count) {
            Thread.onSpinWait();
        }
    }

    /** A frame as Aeron makes them, of the type that carries messages; its first field is its number here. */
    private static void send(DatagramSocket from, InetSocketAddress to, int number) throws IOException {
        byte[] frame = new byte[LENGTH];
        ByteBuffer.wrap(frame).putInt(number);
        frame[TYPE_AT] = DATA;
        from.send(new DatagramPacket(frame, LENGTH, to));
    }

    /** What comes next, or null when nothing comes for so long. */
    private static @Nullable DatagramPacket receive(DatagramSocket at, int patienceMs) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LENGTH], LENGTH);
        at.setSoTimeout(patienceMs);
        try {
            at.receive(packet);
            return packet;
        } catch (SocketTimeoutException e) {
            return null;
        }
    }

    /** The number of what comes next, and who sent it. */
    private static DatagramPacket next(DatagramSocket at, int number) throws IOException {
        DatagramPacket packet = Objects.requireNonNull(receive(at, LONG_MS));
        assertThat(ByteBuffer.wrap(packet.getData()).getInt()).isEqualTo(number);
        return packet;
    }
}
