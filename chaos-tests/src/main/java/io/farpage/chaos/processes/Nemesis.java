package io.farpage.chaos.processes;

import java.io.IOException;

/** One kind of fault. Used by one thread. */
@FunctionalInterface
interface Nemesis {
    /** Does it as soon as the region can bear it, and undoes it where it does not stay; nothing if that takes too long. */
    void strike() throws IOException, InterruptedException;
}
