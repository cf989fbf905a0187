/**
 * The transport over Aeron: UDP between processes and machines, IPC between the users of one media driver. One pair of streams
 * joins a client's connection and a host; messages are laid out by the SBE schema in {@code src/main/sbe}, and every one has
 * a checksum.
 *
 * <p>Late, repeated and lost messages do no harm. Requests carry ids that are never used again, so an answer completes its
 * own op or none. A host stores what is not older than what a slot holds, so a write that comes again changes nothing, and
 * one that comes late, even after its slot was given to another page, finds a newer version there or is replaced by it.
 */
@NullMarked
package io.farpage.store.aeron;

import org.jspecify.annotations.NullMarked;
