/**
 * The words that all modules share: ids, epochs, versions, the ports between modules and their results.
 */
@NullMarked
package io.farpage.api;

import org.jspecify.annotations.NullMarked;
