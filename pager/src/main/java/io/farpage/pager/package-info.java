/**
 * What a program uses: {@link io.farpage.pager.RemoteMemory} and {@link io.farpage.pager.RemoteRegion}, a cache of a
 * region's pages in local memory with eviction, background write-back and read-ahead.
 */
@NullMarked
package io.farpage.pager;

import org.jspecify.annotations.NullMarked;
