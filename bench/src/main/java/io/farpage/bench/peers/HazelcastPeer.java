package io.farpage.bench.peers;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.farpage.bench.measure.JavaProcess;
import io.farpage.metadata.LoopbackPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A map of Hazelcast with one synchronous backup on three members, through its client. Members make up for one that has died. */
final class HazelcastPeer extends KeyValuePeer {
    private static final int MEMBERS = 3;
    private static final int COPIES = 2;
    /** What its manual asks for, so that it may use the fast ways. */
    private static final List<String> OPENED = List.of(
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private final List<Process> members = new ArrayList<>();
    private final HazelcastInstance client;
    private final IMap<String, byte[]> map;

    HazelcastPeer(Servers servers, long dataBytes) throws IOException {
        super(servers);
        List<Integer> ports = LoopbackPorts.find(MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            members.add(startMember(ports.get(i), ports, dataBytes));
            if (i == 0) {
                awaitReady(members.getFirst()); // The others find a cluster that they can join.
            }
        }
        for (Process member : members.subList(1, MEMBERS)) {
            awaitReady(member);
        }
        ClientConfig config = new ClientConfig().setClusterName(HazelcastMember.CLUSTER);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig()
                .setRedoOperation(true); // A put may be sent again to whoever has the key after a kill.
        config.getNetworkConfig().getSocketOptions().setBufferSize(Integer.parseInt(HazelcastMember.BUFFER_KIB));
        ports.forEach(port -> config.getNetworkConfig().addAddress("127.0.0.1:" + port));
        client = HazelcastClient.newHazelcastClient(config);
        map = client.getMap(HazelcastMember.MAP);
    }

    private Process startMember(int port, List<Integer> ports, long dataBytes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(port)));
        ports.forEach(each -> arguments.add(Integer.toString(each)));
        Process member = JavaProcess.start(HazelcastMember.class, jvm(dataBytes), arguments);
        servers.add(member);
        return member;
    }

    /** A heap of a fixed size, more than half of which stays free for the work even when one member is gone. */
    private static List<String> jvm(long dataBytes) {
        long shareMiB = (dataBytes >> 20) * COPIES / (MEMBERS - 1);
        long heapMiB = shareMiB * 2 + 256;
        List<String> arguments = new ArrayList<>(OPENED);
        arguments.addAll(List.of("-Xms" + heapMiB + "m", "-Xmx" + heapMiB + "m"));
        return arguments;
    }

    private static void awaitReady(Process member) throws IOException {
        String line =
                new String(member.getInputStream().readNBytes(HazelcastMember.READY.length()), StandardCharsets.UTF_8);
        if (!line.equals(HazelcastMember.READY)) {
            throw new IOException("a member of Hazelcast ended before it was ready; it said '" + line + "'");
        }
    }

    @Override
    CompletionStage<?> get(String key) {
        return map.getAsync(key);
    }

    @Override
    CompletionStage<?> put(String key, byte[] value) {
        return map.setAsync(key, value);
    }

    @Override
    public void kill(int count) {
        members.stream().limit(count).forEach(Servers::kill);
    }

    @Override
    public void mend() {}

    @Override
    public void close() {
        try {
            client.shutdown();
        } finally {
            servers.close();
        }
    }
}
