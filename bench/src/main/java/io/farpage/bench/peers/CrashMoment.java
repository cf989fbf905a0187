package io.farpage.bench.peers;

/**
 * A moment of a run with a kill.
 *
 * @param peer as in {@link PeersRow}
 * @param killed servers that were killed at once
 * @param fromKillSeconds when it begins; negative before the kill
 * @param done reads and writes that ended well in it
 * @param worstMs the longest that one of them took, from when it was due; 0 if none ended
 */
record CrashMoment(String peer, int killed, double fromKillSeconds, long done, double worstMs) {}
