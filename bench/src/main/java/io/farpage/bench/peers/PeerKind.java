package io.farpage.bench.peers;

import io.farpage.api.Redundancy;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contenders. */
enum PeerKind {
    FARPAGE_AERON(
            "farpage-aeron",
            "4 data and 2 parity fragments on 6 hosts",
            2,
            20,
            null,
            "Hosts and metadata peer as 'cluster start' has them, Aeron over UDP. After a kill the metadata group repairs to spare hosts;"
                    + " nobody does anything.") {
        @Override
        Peer start(long dataBytes) throws IOException {
            return FarpagePeer.start(TransportKind.AERON, Redundancy.coded(4, 2), dataBytes);
        }
    },
    FARPAGE_AERON_2_1(
            "farpage-aeron-2+1",
            "2 data fragments and 1 parity fragment on 3 hosts",
            1,
            15,
            null,
            "The same with the tolerance of Redis with a replica and of Hazelcast with a backup.") {
        @Override
        Peer start(long dataBytes) throws IOException {
            return FarpagePeer.start(TransportKind.AERON, Redundancy.coded(2, 1), dataBytes);
        }
    },
    FARPAGE_SHM(
            "farpage-shm",
            "4 data and 2 parity fragments on 6 hosts",
            2,
            20,
            null,
            "4+2 on shared memory: no network between program and hosts, which none of the others offers.") {
        @Override
        Peer start(long dataBytes) throws IOException {
            return FarpagePeer.start(TransportKind.SHM, Redundancy.coded(4, 2), dataBytes);
        }
    },
    REDIS(
            "redis",
            "one copy",
            0,
            1,
            "redis-server",
            "No persistence (save \"\", appendonly no): that is another trade. Lettuce, one connection, Netty's epoll; what is asked for at"
                    + " once is flushed at once. After a kill the operator starts it again at once, empty.") {
        @Override
        Peer start(long dataBytes) throws IOException {
            return Servers.start(RedisPeer::new);
        }
    },
    REDIS_WAIT1(
            "redis-wait1",
            "2 copies: primary and replica, WAIT 1",
            1,
            1,
            "redis-server",
            "As redis, with a replica. WAIT 1 after each write; of writes that are sent at once, one after the last. After a kill of the"
                    + " primary the operator makes the replica the primary at once, sends the program there and starts a new replica;"
                    + " Sentinel would first wait, 30 s unless told otherwise.") {
        @Override
        Peer start(long dataBytes) throws IOException {
            return Servers.start(ReplicatedRedisPeer::new);
        }
    },
    MEMCACHED(
            "memcached",
            "one copy",
            0,
            1,
            "memcached",
            "The usual 4 threads, and memory enough that nothing is evicted. Folsom, one connection, text protocol, Netty's epoll. After a"
                    + " kill the operator starts it again at once, empty.") {
        @Override
        Peer start(long dataBytes) throws IOException {
            return Servers.start(servers -> new MemcachedPeer(servers, dataBytes));
        }
    },
    HAZELCAST(
            "hazelcast",
            "2 copies: one synchronous backup on 3 members",
            1,
            15,
            null,
            "Members with the options that the manual asks of a JVM, a heap of a fixed size, half of it free when a member is gone,"
                    + " and socket buffers of 1 MiB instead of 128 KiB, without which 64 pages at once are a third as fast; values as bytes. Its own client, which knows which member has a key, and may send a write again after a kill. Members"
                    + " make a new backup by themselves.") {
        @Override
        Peer start(long dataBytes) throws IOException {
            return Servers.start(servers -> new HazelcastPeer(servers, dataBytes));
        }
    };

    private final String label;
    private final String redundancy;
    private final int survives;
    private final int startSeconds;
    private final @Nullable String program;
    private final String settings;

    PeerKind(
            String label,
            String redundancy,
            int survives,
            int startSeconds,
            @Nullable String program,
            String settings) {
        this.label = label;
        this.redundancy = redundancy;
        this.survives = survives;
        this.startSeconds = startSeconds;
        this.program = program;
        this.settings = settings;
    }

    /** Starts servers and client for so much data, spare ones for those that may be killed included, and returns when they can be used. */
    abstract Peer start(long dataBytes) throws IOException;

    String label() {
        return label;
    }

    String redundancy() {
        return redundancy;
    }

    /** Losses of servers that acknowledged writes survive. */
    int survives() {
        return survives;
    }

    /** About how long its servers take to start on two cores. */
    int startSeconds() {
        return startSeconds;
    }

    /** What has to be installed, which is also the name of Debian's package; null if nothing. */
    @Nullable
    String program() {
        return program;
    }

    /** Why it cannot be measured here and what to do about it; empty when it can. */
    Optional<String> whyNot() {
        return program == null || DebianPrograms.isOnPath(program)
                ? Optional.empty()
                : Optional.of(program + " is not on the PATH; give --install as root, or install it");
    }

    /** How it was set up, for people. */
    String settings() {
        return settings;
    }

    /** Whether a label is Farpage's, on whatever transport. */
    static boolean isFarpage(String label) {
        return label.startsWith("farpage-");
    }

    /** As {@code --only} names it. */
    @Override
    public String toString() {
        return label;
    }
}
