/** The paper's Figure 6 again: what it costs that only a part of a program's data is in local memory, and where the time of a fault goes. */
@NullMarked
package io.farpage.bench.figure6;

import org.jspecify.annotations.NullMarked;
