/**
 * A deterministic simulator: the real pager, stripes, repair, scrub, placement, memory hosts and metadata state machine on simulated
 * time, threads and network, all decided by one seed.
 */
@NullMarked
package io.farpage.chaos.sim;

import org.jspecify.annotations.NullMarked;
