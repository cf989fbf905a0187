/** What the processes of a cluster tell those who watch them: Prometheus metrics and a health endpoint, over HTTP. */
@NullMarked
package io.farpage.server.metrics;

import org.jspecify.annotations.NullMarked;
