package io.farpage.bench.peers;

import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A Redis server with a replica; writes are acknowledged when {@code WAIT 1} says so, once for all of a batch. When the first is killed the
 * operator makes the replica the primary at once, has the client go there, and starts a new replica.
 */
final class ReplicatedRedisPeer extends RedisPeer {
    private static final int WAIT_MS = 1_000;
    private static final long SYNC_PATIENCE_NS = 60_000_000_000L;

    private int replicaPort;
    private Process replica;

    ReplicatedRedisPeer(Servers servers) throws IOException {
        super(servers);
        replicaPort = freePort();
        replica = startReplica();
    }

    /** Returns when it has all that the primary has. */
    private Process startReplica() throws IOException {
        Process started =
                servers.start(replicaPort, command(replicaPort, List.of("--replicaof", "127.0.0.1 " + port())));
        long begin = System.nanoTime();
        try (StatefulRedisConnection<String, byte[]> look = connect(replicaPort)) {
            look.setAutoFlushCommands(true);
            while (!look.sync().info("replication").contains("master_link_status:up")) {
                if (System.nanoTime() - begin > SYNC_PATIENCE_NS) {
                    throw new IOException("the replica of Redis did not get all data in time");
                }
                Servers.pause();
            }
        }
        return started;
    }

    @Override
    CompletionStage<Boolean> confirm() {
        return connection().async().waitForReplication(1, WAIT_MS).thenApply(replicas -> replicas >= 1);
    }

    @Override
    public void mend() throws IOException {
        try (StatefulRedisConnection<String, byte[]> promote = connect(replicaPort)) {
            promote.setAutoFlushCommands(true);
            promote.sync().replicaofNoOne();
        }
        use(replica, replicaPort);
        replicaPort = freePort();
        replica = startReplica();
    }
}
