/** Pages through hosts in other processes, beside the bare way of the same bytes. */
@NullMarked
package io.farpage.bench.transport;

import org.jspecify.annotations.NullMarked;
