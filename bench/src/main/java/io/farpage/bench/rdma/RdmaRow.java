package io.farpage.bench.rdma;

/**
 * One line of {@code bench rdma}.
 *
 * @param what readPage, writePage or fault
 * @param ns the median of all turns, for one at a time
 * @param spread how far the quarters of the turns are apart, as a share of the median
 * @param together perftest's command for the fragments as requests that are under way together, measured in turns with it
 * @param togetherNs nanoseconds that all these take
 * @param ratio of the two
 * @param onePiece perftest's command for as many bytes in one request, measured in turns as well
 * @param onePieceNs nanoseconds of that
 * @param onePieceRatio of {@code ns} and that
 * @param bytesAllocated garbage for one, by the calling thread
 */
record RdmaRow(
        String what,
        double ns,
        double spread,
        String together,
        double togetherNs,
        double ratio,
        String onePiece,
        double onePieceNs,
        double onePieceRatio,
        double bytesAllocated) {}
