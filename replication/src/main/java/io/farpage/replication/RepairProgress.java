package io.farpage.replication;

import java.util.concurrent.atomic.AtomicLong;

/** What repair has done since it was started, and what it knows is left. Thread-safe. */
public final class RepairProgress {
    private final AtomicLong fragmentsRepaired = new AtomicLong();
    private final AtomicLong fragmentsLost = new AtomicLong();
    private final AtomicLong membersRepaired = new AtomicLong();
    private final AtomicLong fragmentsLeft = new AtomicLong();
    private volatile String blockedBy = "";

    RepairProgress() {}

    /** Fragments that were rebuilt and stored. */
    public long fragmentsRepaired() {
        return fragmentsRepaired.get();
    }

    /** Fragments of acknowledged versions that could not be rebuilt, because too many others are lost. */
    public long fragmentsLost() {
        return fragmentsLost.get();
    }

    /** Slabs that were made whole again. */
    public long membersRepaired() {
        return membersRepaired.get();
    }

    /** Slots that still have to be looked at, 0 when every group is at full strength. */
    public long fragmentsLeft() {
        return fragmentsLeft.get();
    }

    /** Why the last attempt could not go on, or empty. */
    public String blockedBy() {
        return blockedBy;
    }

    void fragmentRepaired() {
        fragmentsRepaired.incrementAndGet();
    }

    void fragmentLost() {
        fragmentsLost.incrementAndGet();
    }

    void memberRepaired() {
        membersRepaired.incrementAndGet();
    }

    void left(long slots) {
        fragmentsLeft.set(slots);
    }

    void slotsDone(int slots) {
        fragmentsLeft.addAndGet(-slots);
    }

    void blocked(String why) {
        blockedBy = why;
    }

    void idle() {
        blockedBy = "";
    }
}
