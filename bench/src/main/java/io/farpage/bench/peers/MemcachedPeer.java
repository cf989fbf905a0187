package io.farpage.bench.peers;

import com.spotify.folsom.AsciiMemcacheClient;
import com.spotify.folsom.ConnectFuture;
import com.spotify.folsom.MemcacheClientBuilder;
import com.spotify.folsom.MemcacheStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One memcached, through folsom: one connection, the text protocol. Started again it is empty. */
final class MemcachedPeer extends KeyValuePeer {
    private static final int CONNECT_SECONDS = 20;
    private static final int NEVER_EXPIRES = 0;

    private final int port;
    private final List<String> command;
    private final AsciiMemcacheClient<byte[]> client;
    private volatile Process server;

    MemcachedPeer(Servers servers, long dataBytes) throws IOException {
        super(servers);
        port = RedisPeer.freePort();
        long memoryMiB = (dataBytes >> 20) * 2 + 64; // Nothing is evicted.
        command = List.of(
                "memcached",
                "-l",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                "0",
                "-m",
                Long.toString(memoryMiB),
                "-u",
                "nobody");
        server = servers.start(port, command);
        client = MemcacheClientBuilder.newByteArrayClient()
                .withAddress("127.0.0.1", port)
                .withReplyExecutor(Runnable::run)
                .connectAscii();
        try {
            ConnectFuture.connectFuture(client).toCompletableFuture().get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            client.shutdown();
            throw new IOException("folsom does not reach memcached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while memcached was awaited", e);
        }
    }

    @Override
    CompletionStage<?> get(String key) {
        return client.get(key);
    }

    @Override
    CompletionStage<?> put(String key, byte[] value) {
        return client.set(key, value, NEVER_EXPIRES).thenAccept(status -> {
            if (status != MemcacheStatus.OK) {
                throw new IllegalStateException("memcached says " + status);
            }
        });
    }

    @Override
    public void kill(int count) {
        Servers.kill(server);
    }

    /** Starts it again, empty; the client connects by itself. */
    @Override
    public void mend() throws IOException {
        server = servers.start(port, command);
    }

    @Override
    public void close() {
        client.shutdown();
        servers.close();
    }
}
