package io.farpage.chaos.history;

import java.util.Locale;

/**
 * One operation of one thread.
 *
 * @param kind what was asked for
 * @param page which page; 0 for those that are about all
 * @param stamp what was written, or was found: stamps of a page grow from write to write; 0 is a page never written, -1 what nobody
 *     wrote
 * @param invokedNs when it began, on the machine's monotonic clock
 * @param completedNs when it ended; 0 while it has not
 * @param outcome how it ended
 */
public record Operation(Kind kind, long page, long stamp, long invokedNs, long completedNs, Outcome outcome) {
    /** What may be asked for. */
    public enum Kind {
        /** The process became the region's owner; the first of each thread. */
        OWN,
        WRITE,
        READ,
        /** Everything that the thread wrote before is to survive. */
        FLUSH
    }

    /** How an operation may end. */
    public enum Outcome {
        /** It had not ended when its process did. */
        UNKNOWN,
        OK,
        /** The page was reported as lost. */
        LOST,
        /** It could not be done in time, and said so; it may be tried again. */
        FAILED,
        /** It was refused because somebody else had taken the region over. */
        FENCED,
        /** An exception that is none of these. */
        BROKEN
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " of page " + page;
    }
}
