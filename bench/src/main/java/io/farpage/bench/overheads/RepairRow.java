package io.farpage.bench.overheads;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * How long repair takes, another kind of line of {@code bench overheads}.
 *
 * @param what {@code timeToRepair}
 * @param transport {@code shm} or {@code aeron}
 * @param scheme {@code 3 copies} or {@code 4+2}
 * @param k fragments that a page is read from; a copy is one
 * @param m losses that it survives, and so many hosts were killed
 * @param seconds from when their empty successors were started until every page survives m losses again
 * @param fragments that were rebuilt
 * @param bytesMoved what repair read and wrote for that: k fragments and one for each, without headers
 * @param regionBytes data of the region
 */
@JsonPropertyOrder({"what", "transport", "scheme"})
record RepairRow(
        String what,
        String transport,
        String scheme,
        int k,
        int m,
        double seconds,
        long fragments,
        long bytesMoved,
        long regionBytes) {}
