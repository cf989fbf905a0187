package io.farpage.examples;

import io.farpage.pager.RemoteRegion;

/** A program that works on one region. */
public interface Example {
    /**
     * Uses up to all of a region, and checks what comes out.
     *
     * @param region all zeros
     * @param localBytes local memory that it may use beside the region's
     * @return what was done, in one line
     * @throws IllegalStateException when something else comes out than should
     */
    String run(RemoteRegion region, long localBytes);
}
