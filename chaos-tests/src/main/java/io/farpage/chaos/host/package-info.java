/** Hosts for tests of the whole: memory that rots, and a network that loses, doubles, delays and damages, on command. */
@NullMarked
package io.farpage.chaos.host;

import org.jspecify.annotations.NullMarked;
