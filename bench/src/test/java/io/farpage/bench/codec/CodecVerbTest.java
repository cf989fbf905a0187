package io.farpage.bench.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.server.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code farpage bench} says to those who use it wrongly. */
class CodecVerbTest {
    private static final int BAD_INPUT = 2;

    @ParameterizedTest
    @ValueSource(strings = {"bench", "bench nothing", "bench codec --bogus", "bench codec extra"})
    void badInputIsOneLineAndExitCodeTwo(String line) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = Main.run(line.split(" ", -1));
        } finally {
            System.setErr(before);
        }

        assertThat(code).isEqualTo(BAD_INPUT);
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("farpage: ");
    }

    @Test
    void helpSaysWhatIsMeasured() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run("bench", "codec", "--help")).isZero();
        } finally {
            System.setOut(before);
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("ISA-L", "--quick", "--json", "docs/codec.md");
    }
}
