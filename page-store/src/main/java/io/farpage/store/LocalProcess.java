package io.farpage.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells processes of this machine apart, also when the id of one that has ended is used again. */
public final class LocalProcess {
    private LocalProcess() {}

    /** When a process was started, in clock ticks since the machine was; -1 when there is no such process, or it has ended. */
    public static long startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // The name in parentheses may hold anything; after it come the state and, as the 20th field, the start.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            return ended ? -1 : Long.parseLong(fields[19]);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Names this process: its id and its start, as {@code PID-START}. */
    public static String name() {
        long pid = ProcessHandle.current().pid();
        return pid + "-" + startOf(pid);
    }
}
