/** Memory that rots on command: flipped bits, lost and stale fragments at rest, in hosts that were started for that. */
@NullMarked
package io.farpage.chaos.rot;

import org.jspecify.annotations.NullMarked;
