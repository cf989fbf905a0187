package io.farpage.replication;

import io.farpage.api.Threads;
import io.farpage.api.fake.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Many clients on simulated time, one at a time: time moves on by a tick when all of them wait, and then each goes on whose
 * wait is over, in the order in which they were added. The same run each time. Tasks are never run.
 */
final class LockstepThreads implements Threads {
    private final ManualClock clock;
    private final long tickNs;
    private final Runnable onTick;
    private final List<Client> clients = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Client running;

    /** @param onTick called each time that time has moved on */
    LockstepThreads(ManualClock clock, long tickNs, Runnable onTick) {
        this.clock = clock;
        this.tickNs = tickNs;
        this.onTick = onTick;
    }

    /** Adds a client that begins with the next {@link #run}. */
    void add(Runnable body) {
        clients.add(new Client(body));
    }

    /** Lets time pass until it is {@code untilNs}. */
    void run(long untilNs) {
        while (clock.nanoTime() < untilNs) {
            tick();
        }
    }

    /** Lets time pass until all clients have ended. */
    void runToEnd() {
        while (clients.stream().anyMatch(c -> !c.ended)) {
            tick();
        }
    }

    private void tick() {
        clock.advance(tickNs);
        onTick.run();
        clients.forEach(Client::goOnIfDue);
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("a client has failed", thrown);
        }
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Task start(String name, TaskBody body) {
        return () -> {};
    }

    @Override
    public boolean await(BooleanSupplier condition, long timeoutNs) {
        if (condition.getAsBoolean()) {
            return true;
        }
        long deadline = clock.nanoTime() + timeoutNs;
        Client client = running;
        if (client != null) {
            client.pause(condition, deadline);
        } else {
            while (!condition.getAsBoolean() && clock.nanoTime() < deadline) {
                tick();
            }
        }
        return condition.getAsBoolean();
    }

    /** A thread that runs only while the scheduler waits for it. */
    private final class Client {
        private final Semaphore turn = new Semaphore(0);
        private final Semaphore done = new Semaphore(0);
        private BooleanSupplier condition = () -> true;
        private long deadlineNs;
        private volatile boolean ended;

        Client(Runnable body) {
            Thread.ofPlatform().daemon().start(() -> {
                turn.acquireUninterruptibly();
                try {
                    body.run();
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    ended = true;
                    done.release();
                }
            });
        }

        void pause(BooleanSupplier until, long deadline) {
            condition = until;
            deadlineNs = deadline;
            done.release();
            turn.acquireUninterruptibly();
        }

        void goOnIfDue() {
            if (!ended && (condition.getAsBoolean() || clock.nanoTime() >= deadlineNs)) {
                running = this;
                turn.release();
                done.acquireUninterruptibly();
                running = null;
            }
        }
    }
}
