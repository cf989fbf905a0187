package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a memory host is reached. */
public enum TransportKind {
    /** Shared memory: clients on the same machine read and write the slabs themselves. */
    @JsonProperty("shm")
    SHM,
    /** Aeron: messages over UDP, between machines too. */
    @JsonProperty("aeron")
    AERON,
    /** RDMA: clients read and write the slabs by one-sided READ and WRITE. */
    @JsonProperty("rdma")
    RDMA
}
