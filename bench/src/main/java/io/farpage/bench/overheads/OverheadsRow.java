package io.farpage.bench.overheads;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One line of {@code bench overheads}; the names are those of {@code --json}.
 *
 * @param what {@code read} or {@code write} of random pages
 * @param transport {@code shm} or {@code aeron}
 * @param scheme {@code 3 copies} or {@code 4+2}
 * @param k fragments that a page is read from; a copy is one
 * @param m losses that it survives
 * @param state {@code healthy}, {@code slow} (one host is ten times slower), {@code down}, or {@code repair} (as many hosts as the scheme
 *     survives were killed and started again, and their fragments are being rebuilt)
 * @param hostsDown members of each slab group that were killed before
 * @param inFlight pages that are asked for at once, by one thread
 * @param perSecond pages
 * @param ns for one page: of all the time, its share
 * @param p50Us until all that were asked for at once are done, corrected for coordinated omission as if that were asked for once every
 *     median time
 * @param p99Us the same
 * @param p999Us the same
 * @param clientCpuNs processor time of this process for one page
 * @param hostCpuNs processor time of all hosts for one page
 * @param wireBytes bytes that the loopback device carried for one page, whoever they were from; 0 on shared memory
 * @param memoryPerByte memory of slabs for one byte of the region: headers, parity and spare slots included
 * @param residentPerByte memory that the kernel has given out for slabs, for one byte of the region, by whomever it was touched; on other
 *     transports than shared memory, by how much the processes of the hosts have grown
 * @param hostMiB memory that the process of a host has besides slabs, on average, tables included
 */
@JsonPropertyOrder({"what", "transport", "scheme"})
record OverheadsRow(
        String what,
        String transport,
        String scheme,
        int k,
        int m,
        String state,
        int hostsDown,
        int inFlight,
        double perSecond,
        double ns,
        double p50Us,
        double p99Us,
        double p999Us,
        double clientCpuNs,
        double hostCpuNs,
        double wireBytes,
        double memoryPerByte,
        double residentPerByte,
        double hostMiB) {}
