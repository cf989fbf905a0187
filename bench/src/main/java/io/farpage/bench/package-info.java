/** Benchmarks. Each runs tiny in the build, so that it cannot rot, and in full by command. */
@NullMarked
package io.farpage.bench;

import org.jspecify.annotations.NullMarked;
