/** {@code farpage bench overheads}: what copies and coded pages cost, side by side. */
@NullMarked
package io.farpage.bench.overheads;

import org.jspecify.annotations.NullMarked;
