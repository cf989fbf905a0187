/**
 * The RDMA transport: hosts register their slabs with an RDMA device, and clients read and write slots by one-sided READ and
 * WRITE; the host's processor takes no part in that.
 *
 * <p><b>Connections.</b> A client has two reliable connections to a host. Frames of the {@linkplain io.farpage.store.control
 * control protocol} go over one by SEND and RECV: lending, fencing, where a slab is, and writes to members that are joining,
 * which the host itself does. The other one carries READ and WRITE alone, because the first of them that is refused breaks its
 * queue pair; it is then made again, the slabs are asked for again and what had not ended is done again.
 *
 * <p><b>Fencing.</b> A slab is reached under a key of the device. A fence registers the slab under a new key and gives the old
 * one up before it is answered: from then on the device refuses whoever has the old one, at the writer's own side, whatever his
 * process is doing. With the new key a client is told what the slab accepts, and refuses older writes by itself.
 */
@NullMarked
package io.farpage.store.rdma;

import org.jspecify.annotations.NullMarked;
