package io.farpage.api;

/** What a member of a slab group holds. */
public enum MemberState {
    /** Holds its fragment of every acknowledged page version; is read from and written to. */
    PRESENT,
    /** Stores all new writes if they are newer than what it has; not read from until it holds all. */
    JOINING,
    /** Nobody: the fragments of this index are missing until a replacement joins. */
    ABSENT
}
