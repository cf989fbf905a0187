/** Pages over RDMA beside perftest. */
@NullMarked
package io.farpage.bench.rdma;

import org.jspecify.annotations.NullMarked;
