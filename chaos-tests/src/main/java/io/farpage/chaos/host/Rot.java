package io.farpage.chaos.host;

/** What may happen to a fragment at rest. */
public enum Rot {
    /** One bit of the payload flips. */
    FLIPPED_PAYLOAD,
    /** One bit of the header flips. */
    FLIPPED_HEADER,
    /** The slot is as before its first write. */
    LOST,
    /** The slot holds an intact fragment of an older version. */
    STALE
}
