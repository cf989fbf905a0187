/**
 * The composition root: puts codec, hosts, stripes, metadata group and pager together, and is the only place that touches
 * real time, real threads, system properties and the environment.
 */
@NullMarked
package io.farpage.server;

import org.jspecify.annotations.NullMarked;
