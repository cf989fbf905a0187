package io.farpage.replication;

import java.util.concurrent.atomic.AtomicLong;

/** What scrubbing has found since it was started. Thread-safe. */
public final class ScrubProgress {
    private final AtomicLong slotsChecked = new AtomicLong();
    private final AtomicLong fragmentsChecked = new AtomicLong();
    private final AtomicLong fragmentsBad = new AtomicLong();
    private final AtomicLong fragmentsRepaired = new AtomicLong();
    private final AtomicLong fragmentsUnread = new AtomicLong();
    private final AtomicLong stripesLost = new AtomicLong();
    private final AtomicLong passesCutShort = new AtomicLong();

    ScrubProgress() {}

    /** Slots of slab groups that were looked at. */
    public long slotsChecked() {
        return slotsChecked.get();
    }

    /** Fragments that were read and compared with their checksums. */
    public long fragmentsChecked() {
        return fragmentsChecked.get();
    }

    /** Fragments that were damaged, missing or older than the others of their stripe. */
    public long fragmentsBad() {
        return fragmentsBad.get();
    }

    /** Of the bad ones, those that were rebuilt and stored. */
    public long fragmentsRepaired() {
        return fragmentsRepaired.get();
    }

    /** Fragments of present members that did not answer; nothing is known of them. */
    public long fragmentsUnread() {
        return fragmentsUnread.get();
    }

    /** Stripes of which too few fragments are good; if one is a page's newest, the page is lost. */
    public long stripesLost() {
        return stripesLost.get();
    }

    /** Times that everything was to be read and the directory did not answer. */
    public long passesCutShort() {
        return passesCutShort.get();
    }

    void passCutShort() {
        passesCutShort.incrementAndGet();
    }

    void slotsChecked(int slots) {
        slotsChecked.addAndGet(slots);
    }

    void fragmentsChecked(int fragments) {
        fragmentsChecked.addAndGet(fragments);
    }

    void fragmentBad() {
        fragmentsBad.incrementAndGet();
    }

    void fragmentRepaired() {
        fragmentsRepaired.incrementAndGet();
    }

    void fragmentsUnread(int fragments) {
        fragmentsUnread.addAndGet(fragments);
    }

    void stripeLost() {
        stripesLost.incrementAndGet();
    }
}
