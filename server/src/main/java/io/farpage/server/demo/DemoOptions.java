package io.farpage.server.demo;

import io.farpage.api.Redundancy;
import java.nio.file.Path;

/**
 * What a demo run does, checked.
 *
 * @param input the file whose bytes live in remote memory
 * @param redundancy how its pages survive
 * @param hosts memory hosts at the start
 * @param kill hosts that die at once, in each of the two rounds
 * @param processes whether hosts and metadata peers are processes of their own
 */
record DemoOptions(Path input, Redundancy redundancy, int hosts, int kill, boolean processes) {
    /** Whether repair can bring everything back to full strength after a round. */
    boolean repairPossible() {
        return kill <= redundancy.parity() && hosts - kill >= redundancy.total();
    }
}
