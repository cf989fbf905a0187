package io.farpage.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a verb that was run in this process has printed. */
public final class Command {
    private final int exitCode;
    private final byte[] out;
    private final String err;

    private Command(int exitCode, byte[] out, String err) {
        this.exitCode = exitCode;
        this.out = out;
        this.err = err;
    }

    /** Runs {@code farpage} with these arguments; one at a time, because standard output is the process's. */
    public static Command run(String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            return new Command(Main.run(arguments), out.toByteArray(), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    /** Fails, with what was said, when the exit code is another one. */
    public Command exits(int code) {
        assertThat(exitCode).as("exit code; standard error: %s", err).isEqualTo(code);
        return this;
    }

    /** Standard output. */
    public byte[] out() {
        return out;
    }

    /** Standard error. */
    public String err() {
        return err;
    }

    public JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    public String text() {
        return new String(out, StandardCharsets.UTF_8);
    }
}
