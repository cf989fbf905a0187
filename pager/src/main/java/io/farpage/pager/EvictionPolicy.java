package io.farpage.pager;

/** Chooses which page leaves local memory. Thread-safe; its methods are short and never block on the store. */
interface EvictionPolicy {
    /** A page has come into the frame. Does not wait for other threads, which may be evicting. */
    void admitted(int frame);

    /** The page has left the frame by other means than {@link #evictOne}. */
    void removed(int frame);

    /**
     * Proposes frames to the judge, at most {@code maxSteps}, until one is evicted.
     *
     * @return the frame, which is not the policy's any more; {@link IndexStack#NONE} if none was
     */
    int evictOne(Judge judge, int maxSteps);

    /** Knows the state of frames. */
    @FunctionalInterface
    interface Judge {
        Verdict tryEvict(int frame);
    }

    /** What became of a frame that was proposed. */
    enum Verdict {
        /** Its page has left. */
        EVICTED,
        /** Visited since it was last proposed, which is forgotten now. */
        VISITED,
        /** Locked, or holds what the store has not acknowledged. */
        IN_USE
    }
}
