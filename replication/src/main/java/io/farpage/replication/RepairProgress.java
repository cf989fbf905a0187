package io.farpage.replication;

import java.util.concurrent.atomic.AtomicLong;

/** What repair has done since it was started, and what it knows is left. Changed by one thread, read by any. */
public final class RepairProgress {
    private final AtomicLong fragmentsRepaired = new AtomicLong();
    private final AtomicLong fragmentsLost = new AtomicLong();
    private final AtomicLong membersRepaired = new AtomicLong();
    private final AtomicLong fragmentsLeft = new AtomicLong();
    private final AtomicLong bytesLeft = new AtomicLong();
    private String blocking = "";
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

    /** Bytes that have to be read and written at the most for what is left. */
    public long bytesLeft() {
        return Math.max(0, bytesLeft.get());
    }

    /** What the last pass could not do and why, or empty. */
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

    void left(long slots, long bytes) {
        fragmentsLeft.set(slots);
        bytesLeft.set(bytes);
    }

    void slotsDone(int slots, long bytesOfEach) {
        fragmentsLeft.addAndGet(-slots);
        bytesLeft.addAndGet(-slots * bytesOfEach);
    }

    /** Notes why the pass that is under way cannot do something; the first reason stands. */
    void blocked(String why) {
        blocking = blocking.isEmpty() ? why : blocking;
    }

    /** Ends a pass. */
    void passed() {
        blockedBy = blocking;
        blocking = "";
    }
}
