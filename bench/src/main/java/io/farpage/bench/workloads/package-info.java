/** {@code farpage bench workloads}: whole programs with less and less local memory, on copies and coded pages. */
@NullMarked
package io.farpage.bench.workloads;

import org.jspecify.annotations.NullMarked;
