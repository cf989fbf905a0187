/** Real processes that are killed, stopped, slowed and damaged under a workload that checks every read. */
@NullMarked
package io.farpage.chaos.processes;

import org.jspecify.annotations.NullMarked;
