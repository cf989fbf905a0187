package io.farpage.metadata;

import org.apache.ratis.util.ExitUtils;

/**
 * Keeps Ratis from ending the process. By itself it calls {@link System#exit} when a port is taken, and from then on for
 * every exception that any thread of the program does not catch; a peer may be a guest in somebody's program.
 */
final class RatisExit {
    private static boolean disarmed;

    private RatisExit() {}

    static synchronized void disarm() {
        if (disarmed) {
            return;
        }
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        // The call above has put Ratis' own handler in the place of the program's.
        Thread.setDefaultUncaughtExceptionHandler(handler);
        disarmed = true;
    }
}
