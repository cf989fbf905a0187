/**
 * Reed-Solomon coding of pages over GF(2^8): a page becomes k data and m parity fragments, any k of which give it back.
 */
@NullMarked
package io.farpage.codec;

import org.jspecify.annotations.NullMarked;
