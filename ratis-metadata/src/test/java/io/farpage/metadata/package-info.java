/** Tests of the metadata group. */
@NullMarked
package io.farpage.metadata;

import org.jspecify.annotations.NullMarked;
