/** Pages beside what a user would pick instead: Redis, memcached, Hazelcast. */
@NullMarked
package io.farpage.bench.peers;

import org.jspecify.annotations.NullMarked;
