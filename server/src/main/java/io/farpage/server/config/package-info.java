/** What the processes of a cluster are told: one file that is the same everywhere, and one for each process. */
@NullMarked
package io.farpage.server.config;

import org.jspecify.annotations.NullMarked;
