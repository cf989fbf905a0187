package io.farpage.replication;

import io.farpage.replication.HookedTransport.Fate;

/** Lets something else happen when a process is about to send its n-th fragment or control request, counted from 0. */
final class Interruption {
    private final int step;
    private final Runnable action;
    private int events;
    private boolean reached;

    private Interruption(int step, Runnable action) {
        this.step = step;
        this.action = action;
    }

    static Interruption of(HookedTransport transport, int step, Runnable action) {
        Interruption interruption = new Interruption(step, action);
        transport.onOp((host, op) -> {
            interruption.count();
            return Fate.PASS;
        });
        transport.onControl((host, call) -> interruption.count());
        return interruption;
    }

    private void count() {
        if (events++ == step) {
            reached = true;
            action.run();
        }
    }

    /** Whether the process got so far. */
    boolean reached() {
        return reached;
    }
}
