package io.farpage.chaos.processes;

import java.io.IOException;

/** A command of this machine that is run for what it does, not for what it says. */
final class ShellCommand {
    private ShellCommand() {}

    /** Whether it could be started and ended well. */
    static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // There is no such command.
        }
    }
}
