package io.farpage.chaos.host;

import io.farpage.server.cluster.HostSurroundings;
import io.farpage.store.SlabSpace;
import io.farpage.store.aeron.AeronAddress;
import io.farpage.store.aeron.AeronAddress.Udp;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Memory that rots, and a network with weather, around one host. */
final class Surroundings implements HostSurroundings, AutoCloseable {
    private final Network network;
    private volatile @Nullable RottingSpace memory;

    Surroundings(long seed) throws IOException {
        network = new Network(seed);
    }

    Network network() {
        return network;
    }

    RottingSpace memory() {
        RottingSpace current = memory;
        if (current == null) {
            throw new IllegalStateException("the host has no memory yet");
        }
        return current;
    }

    @Override
    public SlabSpace memory(SlabSpace sound) {
        RottingSpace rotting = new RottingSpace(sound);
        memory = rotting;
        return rotting;
    }

    @Override
    public AeronAddress reachableAt(AeronAddress listens) {
        return through(listens, true);
    }

    @Override
    public AeronAddress wayTo(AeronAddress client) {
        return through(client, false);
    }

    private AeronAddress through(AeronAddress target, boolean targetIsHost) {
        return target instanceof Udp udp
                ? new Udp("127.0.0.1", network.relay(new InetSocketAddress(udp.host(), udp.port()), targetIsHost))
                : target;
    }

    @Override
    public void close() throws IOException {
        network.close();
    }
}
