/**
 * The cluster's one truth about hosts, slab groups and regions: a deterministic state machine, the Raft group that
 * replicates it, and the directory that its clients use.
 */
@NullMarked
package io.farpage.metadata;

import org.jspecify.annotations.NullMarked;
