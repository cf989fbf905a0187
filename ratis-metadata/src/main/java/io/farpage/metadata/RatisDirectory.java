package io.farpage.metadata;

import io.farpage.api.Clock;
import io.farpage.api.DirectoryException;
import io.farpage.api.DirectoryException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.protocol.exceptions.RaftRetryFailureException;
import org.apache.ratis.protocol.exceptions.ReadException;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/**
 * The directory as the metadata group keeps it. Finds the leader and follows it when it changes; reads are linearizable. A
 * call is tried again until it is answered or the time-out has passed; what a slow attempt takes may come on top. Blocks;
 * friendly to virtual threads; thread-safe.
 *
 * <p>An attempt whose answer was lost may have done its work. Ratis recognises most repetitions and answers them from its
 * retry cache, but that forgets after a minute and with an installed snapshot; so nothing relies on it: repeating a command
 * is harmless by itself (see {@link ClusterState}).
 */
public final class RatisDirectory extends CommandDirectory implements AutoCloseable {
    private static final Duration MAX_ATTEMPT = Duration.ofMillis(500);
    private static final TimeDuration PAUSE = TimeDuration.valueOf(25, TimeUnit.MILLISECONDS);
    /** When the call that runs in this thread gives up, on the clock. */
    private static final ScopedValue<Long> DEADLINE_NS = ScopedValue.newInstance();

    private final MetadataGroup group;
    private final Duration timeout;
    private final Clock clock;
    private final RaftClients clients;
    private final String name = "directory-" + UUID.randomUUID();
    private final LongAdder calls = new LongAdder();
    private final AtomicLong requests = new AtomicLong();

    /**
     * Makes a client; nothing is sent before the first call.
     *
     * @param timeout how long a call is tried again before it fails as {@link Reason#UNAVAILABLE}, 1 ms or more
     * @param clock what the time-out is measured with
     */
    public RatisDirectory(MetadataGroup group, Duration timeout, Clock clock) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("time-out " + timeout + " of metadata requests: give 1 ms or more");
        }
        this.group = group;
        this.timeout = timeout;
        this.clock = clock;
        clients = new RaftClients(() -> RaftClient.newBuilder()
                .setRaftGroup(RatisSettings.group(group))
                .setProperties(RatisSettings.client(timeout.compareTo(MAX_ATTEMPT) < 0 ? timeout : MAX_ATTEMPT))
                .setRetryPolicy(this::next)
                .build());
    }

    private RetryPolicy.Action next(RetryPolicy.Event failed) {
        return timeIsLeft() && !knowsNoLeader(failed.getCause()) ? () -> PAUSE : RetryPolicy.NO_RETRY_ACTION;
    }

    private static boolean knowsNoLeader(@Nullable Throwable failure) {
        return failure instanceof ReadIndexException || failure instanceof ReadException;
    }

    private boolean timeIsLeft() {
        return clock.nanoTime() - DEADLINE_NS.get() < 0;
    }

    /** Asks the metadata group once. */
    @FunctionalInterface
    interface Attempt {
        RaftClientReply run(RaftClient client) throws IOException;
    }

    /**
     * Makes the metadata group consist of exactly the peers that this client was made with: those that are new must run,
     * started by {@link MetadataPeer#join}, and have everything before this returns; those that are left out have no vote
     * any more and may be stopped. Harmless to repeat.
     *
     * @throws DirectoryException when that was not possible in time; asking again is safe
     */
    public void reconfigure() {
        List<RaftPeer> peers = List.copyOf(RatisSettings.group(group).getPeers());
        call(client -> client.admin().setConfiguration(peers));
    }

    @Override
    byte[] change(byte[] command) {
        Message message = Message.valueOf(UnsafeByteOperations.unsafeWrap(command));
        return call(client -> client.io().send(message));
    }

    @Override
    byte[] read(byte[] query) {
        Message message = Message.valueOf(UnsafeByteOperations.unsafeWrap(query));
        return call(client -> read(client, message));
    }

    /**
     * Reads where the leader is. A peer that is cut off from the others fails a linearizable read in a way after which a client of
     * Ratis asks the same peer again, for ever; to any other kind of read it says that it does not lead, and the client looks for
     * who does.
     */
    private RaftClientReply read(RaftClient client, Message query) throws IOException {
        while (true) {
            try {
                return client.io().sendReadOnly(query);
            } catch (ReadIndexException | ReadException | RaftRetryFailureException e) {
                if (!timeIsLeft() || !(knowsNoLeader(e) || knowsNoLeader(e.getCause()))) {
                    throw e;
                }
                client.io().sendReadOnlyNonLinearizable(query);
            }
        }
    }

    @Override
    String newRequestId() {
        return name + "-" + requests.incrementAndGet();
    }

    /** Calls so far, answered or not. */
    public long calls() {
        return calls.sum();
    }

    /** Runs an attempt, and again while it fails in a way that may pass and there is time. */
    byte[] call(Attempt attempt) {
        calls.increment();
        RaftClient client = clients.take();
        try {
            return call(attempt, client);
        } finally {
            clients.giveBack(client);
        }
    }

    private byte[] call(Attempt attempt, RaftClient client) {
        return ScopedValue.where(DEADLINE_NS, clock.nanoTime() + timeout.toNanos())
                .call(() -> {
                    while (true) {
                        try {
                            RaftClientReply reply = attempt.run(client);
                            if (!reply.isSuccess()) {
                                throw unavailable(reply.getException());
                            }
                            return reply.getMessage().getContent().toByteArray();
                        } catch (AlreadyClosedException | IllegalStateException e) {
                            // The peer that was asked is stopping: Ratis does not go on to the next by itself; or gRPC
                            // cancelled the call before it began ("call was cancelled"), of which Ratis knows nothing.
                            pauseOrFail(e);
                        } catch (NullPointerException e) {
                            // The same, told worse: a stream of gRPC that is cancelled while it is started
                            // (RetriableStream).
                            if (!isFromGrpc(e)) {
                                throw e;
                            }
                            pauseOrFail(e);
                        } catch (GroupMismatchException e) {
                            throw new DirectoryException(
                                    Reason.REFUSED,
                                    "the metadata peers at " + group.describe() + " are not of cluster "
                                            + group.clusterId() + ": use the configuration that they were started with",
                                    e);
                        } catch (StateMachineException e) {
                            throw new DirectoryException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
                        } catch (IOException e) {
                            throw unavailable(e);
                        }
                    }
                });
    }

    private static boolean isFromGrpc(RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.apache.ratis.thirdparty.io.grpc.");
    }

    private void pauseOrFail(Exception failure) {
        if (clients.isClosed()) {
            throw new IllegalStateException("this client of the metadata group was closed: make another", failure);
        }
        if (!timeIsLeft()) {
            throw unavailable(failure);
        }
        try {
            PAUSE.sleep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(failure);
        }
    }

    private DirectoryException unavailable(Throwable cause) {
        return new DirectoryException(
                Reason.UNAVAILABLE,
                "the metadata group did not answer within " + timeout.toMillis() + " ms: more than half of its peers "
                        + group.describe()
                        + " must run and be reachable; start them or look at the network, then ask again",
                cause);
    }

    /** Ends all use of it; calls that still run fail. Safe to call twice. */
    @Override
    public void close() {
        clients.close();
    }
}
