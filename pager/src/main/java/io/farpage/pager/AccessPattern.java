package io.farpage.pager;

/** How a program means to access a region; a hint, which changes nothing but how fast it is. */
public enum AccessPattern {
    /** Unknown: pages are read ahead when each thread's accesses show a trend. */
    NORMAL,
    /** Forwards: as many pages as are allowed are read ahead at once. */
    SEQUENTIAL,
    /** Without order: nothing is read ahead. */
    RANDOM
}
