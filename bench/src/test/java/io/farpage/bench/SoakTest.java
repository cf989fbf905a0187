package io.farpage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.server.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A short soak with all its threads: content is right; how much memory it takes is for a long one to say. */
class SoakTest {
    @Test
    void everyWordIsRightWithSixtyFourThreads() {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        int exit;
        try {
            exit = Main.run("bench", "soak", "--minutes", "0.1", "--mib", "32", "--json");
        } finally {
            System.setOut(before);
        }

        assertThat(exit).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"wrongWords\" : 0", "\"lostIncrements\" : 0", "\"threads\" : 64");
    }
}
