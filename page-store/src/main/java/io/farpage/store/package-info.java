/**
 * The memory host: slabs of slots that it lends, who may write them, and the transport to hosts in the same JVM.
 */
@NullMarked
package io.farpage.store;

import org.jspecify.annotations.NullMarked;
