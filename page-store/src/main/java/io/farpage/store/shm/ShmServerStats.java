package io.farpage.store.shm;

/**
 * What a host's end of the shared memory transport has seen.
 *
 * @param clients connected now
 * @param malformedFrames messages that were refused, each with its connection
 * @param slabMoves slabs that were moved away from a writer that had stopped in the middle
 * @param failedAccepts clients that could not be let in, for want of file descriptors
 * @param leftFiles files of slabs that could not be removed
 */
public record ShmServerStats(int clients, long malformedFrames, long slabMoves, long failedAccepts, long leftFiles) {}
