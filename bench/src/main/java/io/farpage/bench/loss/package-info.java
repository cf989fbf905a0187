/**
 * How likely it is that a large cluster loses data: computed, and checked by simulation of groups that the real placement policies have
 * placed. Nothing here runs a host.
 */
@NullMarked
package io.farpage.bench.loss;

import org.jspecify.annotations.NullMarked;
