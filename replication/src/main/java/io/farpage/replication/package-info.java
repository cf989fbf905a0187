/**
 * Redundancy: how pages become stripes on several hosts and come back, how lost fragments are rebuilt and how a region is
 * taken over. Knows neither sockets nor Raft: hosts and the directory are ports, so the same code runs in a simulator.
 */
@NullMarked
package io.farpage.replication;

import org.jspecify.annotations.NullMarked;
