package io.farpage.chaos.sim;

/**
 * One fault of a plan.
 *
 * @param atMs when it comes, in virtual time
 * @param kind what happens
 * @param choice decides to whom, among those to whom it may happen then
 * @param durationMs how long it lasts, where it lasts
 */
record Fault(int atMs, Kind kind, int choice, int durationMs) {
    static final int CLOCK_JUMP = 20;

    /** What may happen. */
    enum Kind {
        /** A host dies, and comes back empty after the duration. */
        KILL_HOST("host %s is killed and comes back empty after %d ms"),
        /** All hosts of a failure domain die at once, and come back empty after the duration. */
        KILL_DOMAIN("all hosts of %s are killed and come back empty after %d ms"),
        /** A host answers nobody for a while, and then everything that it was asked. */
        HANG_HOST("host %s hangs for %d ms"),
        /** A host takes twenty times as long. */
        SLOW_HOST("host %s is 20 times as slow for %d ms"),
        /** A host says that it has too much to do, whatever page it is asked for. */
        OVERLOAD_HOST("host %s says for %d ms that it has too much to do"),
        /** The owner and a host do not hear each other, everybody else does. */
        PART_OWNER("the owner and host %s do not hear each other for %d ms"),
        /** Nothing reaches a host, whose answers would arrive. */
        CUT_TO_HOST("nothing reaches host %s for %d ms"),
        /** What a host answers does not arrive. */
        CUT_FROM_HOST("no answer of host %s arrives for %d ms"),
        /** One message in fifty is lost, one in fifty comes twice. */
        DISTURB_NETWORK("%smessages are lost and doubled for %d ms"),
        /** The metadata group does not answer, and goes on from its snapshot. */
        METADATA_DOWN("%sthe metadata group is down for %d ms"),
        /** The metadata group does what it is asked, and some answers are lost. */
        METADATA_LOSES_ANSWERS("%sthe metadata group's answers get lost for %d ms"),
        /** Whoever watches and repairs hears no host, but does reach the metadata group. */
        COORDINATOR_HEARS_NOBODY("%sno host's answer reaches the coordinator for %d ms"),
        /** Whoever watches and repairs dies, and another one begins. */
        COORDINATOR_DIES("%sthe coordinator dies; another one follows within %d ms"),
        /** The program dies, and another one takes the region over. */
        OWNER_DIES("%sthe owner dies; another one follows within %d ms"),
        /** The program stands still while another one takes over, and then goes on as if nothing had happened. */
        OWNER_PAUSES("%sthe owner stands still while another one takes over, and goes on after %d ms"),
        /** A clock jumps ahead by {@link #CLOCK_JUMP} times the duration; time-outs and leases end early. */
        CLOCK_JUMPS("the clock of %s jumps ahead, by " + CLOCK_JUMP + " times %d ms"),
        /** Fragments rot at rest, at most as many of a stripe as may be lost. */
        ROT("%sfragments rot at rest; a scrub follows (%d ms)");

        private final String story;

        Kind(String story) {
            this.story = story;
        }
    }

    /** It as a sentence. */
    String tell(String who) {
        return "%7.3f s: ".formatted(atMs / 1000.0) + kind.story.formatted(who, durationMs);
    }
}
