/**
 * Simple stand-ins for the ports, for the tests of all modules: in memory, easy to see through, with knobs to make them fail.
 */
@NullMarked
package io.farpage.api.fake;

import org.jspecify.annotations.NullMarked;
