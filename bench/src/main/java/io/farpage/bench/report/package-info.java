/** Reports of benchmarks: one HTML page that needs nothing else, with the numbers beside it. */
@NullMarked
package io.farpage.bench.report;

import org.jspecify.annotations.NullMarked;
