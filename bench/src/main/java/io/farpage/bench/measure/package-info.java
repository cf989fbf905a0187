/** What benchmarks share: turns, times, and what bare memory costs. */
@NullMarked
package io.farpage.bench.measure;

import org.jspecify.annotations.NullMarked;
