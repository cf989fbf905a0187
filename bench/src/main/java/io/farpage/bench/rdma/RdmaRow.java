package io.farpage.bench.rdma;

/**
 * One line of {@code bench rdma}.
 *
 * @param what readPage, writePage or fault
 * @param ns the median of all turns, for one at a time
 * @param spread how far the quarters of the turns are apart, as a share of the median
 * @param beside what was measured in turns with it
 * @param besideNs nanoseconds of that
 * @param ratio of the two
 * @param bytesAllocated garbage for one, by the calling thread
 */
record RdmaRow(
        String what, double ns, double spread, String beside, double besideNs, double ratio, double bytesAllocated) {}
