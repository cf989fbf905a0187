/** Many threads on one region for long: content and memory. */
@NullMarked
package io.farpage.bench.soak;

import org.jspecify.annotations.NullMarked;
