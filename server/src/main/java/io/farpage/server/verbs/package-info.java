/** The verbs of a cluster of processes. */
@NullMarked
package io.farpage.server.verbs;

import org.jspecify.annotations.NullMarked;
