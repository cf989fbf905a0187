package io.farpage.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, and coroutines of which one runs at a time: whose turn it is, and what happens at which time, the seed decides. Time
 * passes only when nobody can go on. Used by one thread and the coroutines that it lets run.
 */
final class Scheduler {
    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Coroutine> coroutines = new ArrayList<>();
    private final Semaphore yielded = new Semaphore(0);
    private @Nullable Coroutine running;
    private @Nullable Throwable failure;
    private long nowNs;
    private long lastEvent;
    private long trace;

    Scheduler(long seed) {
        random = new Random(seed);
    }

    private record Event(long atNs, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(order, other.order);
        }
    }

    long nowNs() {
        return nowNs;
    }

    Random random() {
        return random;
    }

    /** Stands for all that has happened so far, in its order. */
    long trace() {
        return trace;
    }

    /** Takes something that has happened into the {@link #trace}. */
    void happened(long what) {
        trace = (trace ^ what ^ nowNs) * 0x9E3779B97F4A7C15L;
        trace ^= trace >>> 29;
    }

    /** What went wrong in a coroutine first, if anything did. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Has {@code action} happen after a while. It must not wait for anything. */
    void after(long delayNs, Runnable action) {
        lastEvent++;
        events.add(new Event(nowNs + Math.max(0, delayNs), lastEvent, action));
    }

    /** Adds a coroutine of a process; it begins when it is its turn. */
    Coroutine start(SimProcess process, Runnable body) {
        Coroutine coroutine = new Coroutine(process, body);
        coroutines.add(coroutine);
        return coroutine;
    }

    /** Lets everything go on until {@code condition} holds; false when {@code limitNs} have passed before. */
    boolean run(BooleanSupplier condition, long limitNs) {
        long endNs = nowNs + limitNs;
        while (failure == null && !condition.getAsBoolean()) {
            coroutines.removeIf(c -> c.ended);
            List<Coroutine> ready =
                    coroutines.stream().filter(Coroutine::isReady).toList();
            if (!ready.isEmpty()) {
                Coroutine next = ready.get(random.nextInt(ready.size()));
                happened(next.process.name().hashCode());
                next.goOn();
                continue;
            }
            long next = events.isEmpty() ? Long.MAX_VALUE : events.peek().atNs;
            for (Coroutine each : coroutines) {
                next = Math.min(next, each.wakesAtNs());
            }
            if (next > endNs) {
                nowNs = endNs;
                return condition.getAsBoolean();
            }
            nowNs = Math.max(nowNs, next);
            while (!events.isEmpty() && events.peek().atNs <= nowNs) {
                events.remove().action.run();
            }
        }
        return failure == null;
    }

    /** Called by a coroutine: lets others go on until the condition holds or time has passed. */
    boolean await(BooleanSupplier condition, long timeoutNs) {
        Coroutine self = running;
        if (self == null) {
            throw new IllegalStateException("nobody but a coroutine can wait here");
        }
        self.process.check();
        if (!condition.getAsBoolean()) {
            self.pause(condition, timeoutNs > Long.MAX_VALUE - nowNs ? Long.MAX_VALUE : nowNs + timeoutNs);
        }
        self.process.check();
        return condition.getAsBoolean();
    }

    /** A thread that runs only while the scheduler waits for it. */
    final class Coroutine {
        private final SimProcess process;
        private final Semaphore turn = new Semaphore(0);
        private BooleanSupplier condition = () -> true;
        private long deadlineNs;
        private boolean ended;

        private Coroutine(SimProcess process, Runnable body) {
            this.process = process;
            Thread.ofVirtual().start(() -> {
                turn.acquireUninterruptibly();
                try {
                    process.check();
                    body.run();
                } catch (SimProcess.Killed e) {
                    // It is over.
                } catch (RuntimeException | Error e) {
                    failure =
                            failure == null ? new IllegalStateException("in " + process.name() + ": " + e, e) : failure;
                } finally {
                    ended = true;
                    yielded.release();
                }
            });
        }

        boolean hasEnded() {
            return ended;
        }

        private boolean isReady() {
            return !process.isPaused() && (process.isKilled() || nowNs >= deadlineNs || condition.getAsBoolean());
        }

        private long wakesAtNs() {
            return process.isPaused() ? process.pausedUntilNs() : deadlineNs;
        }

        private void goOn() {
            running = this;
            turn.release();
            yielded.acquireUninterruptibly();
            running = null;
        }

        private void pause(BooleanSupplier until, long deadline) {
            condition = until;
            deadlineNs = deadline;
            yielded.release();
            turn.acquireUninterruptibly();
        }
    }
}
