/** Programs whose data is larger than their local memory: begin with {@link io.farpage.examples.KeyValueStore}. */
@NullMarked
package io.farpage.examples;

import org.jspecify.annotations.NullMarked;
