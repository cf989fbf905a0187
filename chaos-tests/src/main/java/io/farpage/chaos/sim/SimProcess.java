package io.farpage.chaos.sim;

import io.farpage.api.Threads;
import java.util.function.BooleanSupplier;

/** A process: its threads, which end when it is killed and stand still while it is paused. */
final class SimProcess implements Threads {
    private final Scheduler scheduler;
    private final String name;
    private boolean killed;
    private long pausedUntilNs;
    private long aheadNs;

    SimProcess(Scheduler scheduler, String name) {
        this.scheduler = scheduler;
        this.name = name;
    }

    /** Ends a thread of a process that was killed: nothing that it does on its way out is seen by anybody. */
    @SuppressWarnings("serial")
    static final class Killed extends Error {
        private Killed(String process) {
            super(process + " was killed", null, false, false);
        }
    }

    String name() {
        return name;
    }

    void kill() {
        killed = true;
    }

    boolean isKilled() {
        return killed;
    }

    void pause(long durationNs) {
        pausedUntilNs = scheduler.nowNs() + durationNs;
    }

    /** Its clock is ahead by so much more from now on. */
    void advanceClock(long byNs) {
        aheadNs += byNs;
    }

    boolean isPaused() {
        return scheduler.nowNs() < pausedUntilNs;
    }

    long pausedUntilNs() {
        return pausedUntilNs;
    }

    void check() {
        if (killed) {
            throw new Killed(name);
        }
    }

    @Override
    public long nanoTime() {
        return scheduler.nowNs() + aheadNs;
    }

    @Override
    public boolean await(BooleanSupplier condition, long timeoutNs) {
        return scheduler.await(condition, timeoutNs);
    }

    @Override
    public Task start(String task, TaskBody body) {
        return new Running(body);
    }

    private final class Running implements Task, Stop {
        private boolean stop;
        private final Scheduler.Coroutine coroutine;

        Running(TaskBody body) {
            coroutine = scheduler.start(SimProcess.this, () -> body.run(this));
        }

        @Override
        public boolean requested() {
            return stop || killed;
        }

        @Override
        public boolean pause(long durationNs) {
            scheduler.await(this::requested, durationNs);
            return requested();
        }

        @Override
        public void close() {
            stop = true;
            scheduler.await(coroutine::hasEnded, Long.MAX_VALUE);
        }
    }
}
