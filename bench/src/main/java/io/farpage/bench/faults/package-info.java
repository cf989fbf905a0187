/** What a program notices while hosts die, hang, are slow or have too much to do. */
@NullMarked
package io.farpage.bench.faults;

import org.jspecify.annotations.NullMarked;
