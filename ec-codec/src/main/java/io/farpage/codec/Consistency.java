package io.farpage.codec;

/** What {@link Codec#check} found in a stripe of which all fragments were given. */
public sealed interface Consistency {

    /** The parity is that of the data. */
    record Consistent() implements Consistency {}

    /**
     * The stripe is not consistent, and it would be if this one fragment were different. That is the bad one if only
     * one is bad.
     *
     * @param fragment its number, as in {@link Geometry}
     */
    record OneBad(int fragment) implements Consistency {}

    /**
     * The stripe is not consistent, and no single fragment explains it: more than one is bad, or there is only one
     * parity fragment, which can tell that something is wrong but not what.
     */
    record Inconsistent() implements Consistency {}
}
