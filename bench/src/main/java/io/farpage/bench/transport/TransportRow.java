package io.farpage.bench.transport;

/**
 * One line of {@code bench transport}; the names are those of {@code --json}.
 *
 * @param transport {@code shm} or {@code aeron}
 * @param op {@code read} or {@code write}
 * @param k data fragments of a page
 * @param m parity fragments
 * @param inFlight pages that are asked for at once
 * @param ns for one page, the median of all turns: of its latency with one in flight, else of the time for all of them
 *     divided by their number
 * @param spread between the slowest and the fastest quarter of the turns, as a share of the median
 * @param perSecond pages
 * @param bareNs the same for the bare way of the same bytes
 * @param vsBare {@code ns} divided by {@code bareNs}
 * @param bytesAllocated for one page, by the thread that asks
 * @param metadataCalls requests that this process sent to the metadata group meanwhile
 */
record TransportRow(
        String transport,
        String op,
        int k,
        int m,
        int inFlight,
        double ns,
        double spread,
        double perSecond,
        double bareNs,
        double vsBare,
        double bytesAllocated,
        long metadataCalls) {}
