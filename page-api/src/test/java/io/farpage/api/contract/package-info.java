/**
 * What every implementation of a port must pass: abstract tests, to be extended where the implementation is.
 */
@NullMarked
package io.farpage.api.contract;

import org.jspecify.annotations.NullMarked;
