/**
 * The shared memory transport: hosts are other processes on this machine and share their slabs as files on tmpfs. Clients map
 * them and read and write slots by themselves; the host's processor takes no part in that.
 *
 * <p><b>Files.</b> A host has a directory of its own with a Unix domain socket and a file for each slab ({@link SlabFile}).
 * The directory's name says which process made it; what dead processes left is removed when the next host starts.
 *
 * <p><b>Socket.</b> Carries what is rare: lending, fencing, where to map a slab, and writes to members that are joining, which
 * the host itself does. It also tells either side at once that the other has died, as the kernel closes it then.
 *
 * <p><b>Fencing.</b> What a slab accepts stands in its file. A writer announces itself in its own cell of the file, then looks
 * at what is accepted, writes, and takes the announcement back. A fence raises what is accepted and waits for the writers that
 * were announced before (two counters that take turns, as in sleepable read-copy-update). If one of them stays, stopped in the
 * middle of a write, the slab moves: its file is marked, copied and unlinked, and whoever finds the mark when he is done asks
 * the host where the slab is now.
 */
@NullMarked
package io.farpage.store.shm;

import org.jspecify.annotations.NullMarked;
