/** Coding pages, beside copying them and beside other codecs: {@code ./farpage bench codec}. */
@NullMarked
package io.farpage.bench.codec;

import org.jspecify.annotations.NullMarked;
