/**
 * The control protocol of transports whose clients reach slabs by themselves: checked frames over any two-way stream of bytes,
 * a client that asks and a host that answers each question once.
 */
@NullMarked
package io.farpage.store.control;

import org.jspecify.annotations.NullMarked;
