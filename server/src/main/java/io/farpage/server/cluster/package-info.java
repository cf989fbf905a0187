/** The processes of a cluster: memory hosts, metadata peers, clients, and what starts and stops them on one machine. */
@NullMarked
package io.farpage.server.cluster;

import org.jspecify.annotations.NullMarked;
