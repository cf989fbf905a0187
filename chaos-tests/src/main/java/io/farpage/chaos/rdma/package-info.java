/** Tests over real RDMA verbs, in a virtual machine where there is no RDMA hardware. */
@NullMarked
package io.farpage.chaos.rdma;

import org.jspecify.annotations.NullMarked;
