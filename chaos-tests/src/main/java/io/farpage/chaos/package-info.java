/** Workloads that know what every page must hold, and the faults that they run under. */
@NullMarked
package io.farpage.chaos;

import org.jspecify.annotations.NullMarked;
