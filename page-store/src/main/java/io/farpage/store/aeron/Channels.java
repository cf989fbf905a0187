package io.farpage.store.aeron;

import io.aeron.ChannelUri;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import io.farpage.store.aeron.AeronAddress.Ipc;
import io.farpage.store.aeron.AeronAddress.Udp;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Aeron's channels and streams for our addresses. */
final class Channels {
    /** The stream of requests on a UDP channel; one socket receives nothing else. */
    private static final int REQUESTS = 1001;

    /** Streams of answers over IPC: above those of requests, which are part of an address. */
    private static final int IPC_ANSWERS = 1 << 30;

    private Channels() {}

    /** What to receive with at {@code here}. */
    static String subscription(AeronAddress here) {
        return switch (here) {
            case Udp udp ->
                new ChannelUriStringBuilder()
                        .media(CommonContext.UDP_MEDIA)
                        .endpoint(udp.host() + ":" + udp.port())
                        .build();
            case Ipc ipc -> CommonContext.IPC_CHANNEL;
        };
    }

    /** What to send to {@code there} with. */
    static String publication(AeronAddress there, MediaConfig config) {
        return switch (there) {
            case Udp udp ->
                new ChannelUriStringBuilder()
                        .media(CommonContext.UDP_MEDIA)
                        .endpoint(udp.host() + ":" + udp.port())
                        .termLength(config.termBytes())
                        .mtu(config.datagramBytes(isLocal(udp)))
                        .build();
            case Ipc ipc ->
                new ChannelUriStringBuilder()
                        .media(CommonContext.IPC_MEDIA)
                        .termLength(config.termBytes())
                        .mtu(config.datagramBytes(true))
                        .build();
        };
    }

    /** The stream of requests to a host at {@code there}. */
    static int requestStream(AeronAddress there) {
        return there instanceof Ipc ipc ? ipc.stream() : REQUESTS;
    }

    /**
     * A stream for a connection's answers.
     *
     * @param unique a number that no other connection of the media driver has
     */
    static int answerStream(long unique) {
        return IPC_ANSWERS | ((int) unique & (IPC_ANSWERS - 1));
    }

    /**
     * Where a client should receive what a host at {@code there} answers: the address of ours that faces it, any port.
     *
     * @throws IOException when the host's name is not known or nothing leads to it
     */
    static AeronAddress answersFrom(AeronAddress there) throws IOException {
        if (!(there instanceof Udp udp)) {
            return there;
        }
        InetAddress host = InetAddress.getByName(udp.host());
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(host, Math.max(1, udp.port())));
            return new Udp(literal(probe.getLocalAddress()), 0);
        }
    }

    /** The port in a channel whose endpoint Aeron has resolved. */
    static int port(String channel) {
        String endpoint = ChannelUri.parse(channel).get(CommonContext.ENDPOINT_PARAM_NAME, ":0");
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    private static boolean isLocal(Udp udp) {
        return udp.host().equals("localhost")
                || udp.host().startsWith("127.")
                || udp.host().equals("[::1]");
    }
}
