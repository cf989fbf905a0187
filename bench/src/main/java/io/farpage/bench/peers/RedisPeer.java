package io.farpage.bench.peers;

import io.farpage.metadata.LoopbackPorts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One Redis server, through Lettuce: one connection, requests of a batch flushed at once. Without persistence; started again it is empty. */
class RedisPeer extends KeyValuePeer {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

    private final RedisClient client = RedisClient.create();
    private volatile int port;
    private volatile Process server;
    private volatile StatefulRedisConnection<String, byte[]> connection;

    RedisPeer(Servers servers) throws IOException {
        super(servers);
        port = freePort();
        server = servers.start(port, command(port, List.of()));
        connection = connect(port);
    }

    static int freePort() throws IOException {
        return LoopbackPorts.find(1).getFirst();
    }

    /** How a server is started that keeps everything in memory and nothing on disk. */
    static List<String> command(int port, List<String> more) {
        List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--port"));
        command.addAll(List.of(Integer.toString(port), "--save", "", "--appendonly", "no", "--daemonize", "no"));
        command.addAll(List.of("--repl-diskless-sync-delay", "0")); // A replica is not kept waiting for others.
        command.addAll(more);
        return command;
    }

    final StatefulRedisConnection<String, byte[]> connect(int at) {
        StatefulRedisConnection<String, byte[]> made = client.connect(CODEC, RedisURI.create("127.0.0.1", at));
        made.setAutoFlushCommands(false);
        return made;
    }

    final StatefulRedisConnection<String, byte[]> connection() {
        return connection;
    }

    final int port() {
        return port;
    }

    /** From now on requests go to another server; those that wait for the former one fail. */
    final void use(Process otherServer, int otherPort) {
        StatefulRedisConnection<String, byte[]> former = connection;
        connection = connect(otherPort);
        server = otherServer;
        port = otherPort;
        former.close();
    }

    @Override
    final CompletionStage<?> get(String key) {
        return connection.async().get(key);
    }

    @Override
    final CompletionStage<?> put(String key, byte[] value) {
        return connection.async().set(key, value);
    }

    @Override
    final void flush() {
        connection.flushCommands();
    }

    @Override
    public final void kill(int count) {
        Servers.kill(server);
    }

    /** Starts it again, empty; the client connects by itself. */
    @Override
    public void mend() throws IOException {
        server = servers.start(port, command(port, List.of()));
    }

    @Override
    public final void close() {
        try {
            client.shutdown();
        } finally {
            servers.close();
        }
    }
}
