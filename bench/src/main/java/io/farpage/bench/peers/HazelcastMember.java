package io.farpage.bench.peers;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** A process that is one member of a Hazelcast cluster on the loopback device. */
final class HazelcastMember {
    static final String MAP = "pages";
    static final String CLUSTER = "farpage-bench";
    static final String READY = "ready";

    /** The usual 128 KiB are two segments of the loopback device, and 64 pages at once wait for delayed acknowledgements then. */
    static final String BUFFER_KIB = "1024";

    private HazelcastMember() {}

    /** As it comes, but quiet, on 127.0.0.1 alone, and found by address. */
    static Config config(int port, List<Integer> ports) {
        Config config = new Config()
                .setClusterName(CLUSTER)
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.socket.receive.buffer.size", BUFFER_KIB)
                .setProperty("hazelcast.socket.send.buffer.size", BUFFER_KIB)
                .setProperty("hazelcast.socket.client.receive.buffer.size", BUFFER_KIB)
                .setProperty("hazelcast.socket.client.send.buffer.size", BUFFER_KIB)
                .addMapConfig(new MapConfig(MAP).setBackupCount(1));
        NetworkConfig network = config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        ports.forEach(each -> join.getTcpIpConfig().addMember("127.0.0.1:" + each));
        return config;
    }

    /** Serves at the first port until standard input ends; the others are of all members. */
    public static void main(String[] args) throws IOException {
        List<Integer> ports = Arrays.stream(args).map(Integer::valueOf).toList();
        HazelcastInstance member =
                Hazelcast.newHazelcastInstance(config(ports.getFirst(), ports.subList(1, ports.size())));
        System.out.println(READY);
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } finally {
            member.getLifecycleService().terminate();
        }
    }
}
