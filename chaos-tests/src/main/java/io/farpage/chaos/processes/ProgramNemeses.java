package io.farpage.chaos.processes;

import java.io.IOException;

/** What happens to the program. */
final class ProgramNemeses {
    private final Program program;
    private int kills;
    private int zombies;

    ProgramNemeses(Program program) {
        this.program = program;
    }

    int kills() {
        return kills;
    }

    int zombies() {
        return zombies;
    }

    /** Dies; the next one takes over. */
    void kill() throws IOException, InterruptedException {
        program.kill();
        kills++;
        program.begin();
    }

    /** Stands still until another one has taken over, and then goes on, which it must notice. */
    void standStill() throws IOException, InterruptedException {
        int zombie = program.lives() - 1;
        program.signal("STOP", zombie);
        zombies++;
        program.begin();
        program.signal("CONT", zombie);
        program.awaitFenced(zombie);
    }
}
