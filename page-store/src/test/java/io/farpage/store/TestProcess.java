package io.farpage.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM that a test talks to by lines; it ends when its standard input does. */
public final class TestProcess implements AutoCloseable {
    private final Process process;
    private final PrintStream toProcess;
    private final BufferedReader fromProcess;

    private TestProcess(Process process) {
        this.process = process;
        toProcess = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        fromProcess = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a main class of the tests, quick to start rather than quick to run. */
    public static TestProcess start(Class<?> main, String... args) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(args));
        try {
            return new TestProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says something. */
    public void tell(String line) {
        toProcess.println(line);
    }

    /** The next line that the process says. */
    public String hear() {
        try {
            String line = fromProcess.readLine();
            if (line == null) {
                throw new AssertionError("process has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9; returns when it is dead. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** Stops it in the middle of whatever it does; returns when it has. */
    public void stop() throws IOException {
        signal("-STOP");
        String stat = "/proc/" + process.pid() + "/stat";
        boolean stopped = false;
        while (!stopped) {
            String fields = Files.readString(Path.of(stat));
            stopped = fields.substring(fields.lastIndexOf(')') + 2).startsWith("T");
        }
    }

    /** Lets it go on. */
    public void goOn() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", name, String.valueOf(process.pid()))
                .inheritIO()
                .start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new AssertionError("kill " + name + " failed");
        }
    }

    private void join() {
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
