/** Data structures that live in a region, so that they may be larger than a machine's memory and outlive the program. */
@NullMarked
package io.farpage.structures;

import org.jspecify.annotations.NullMarked;
