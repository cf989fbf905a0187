package io.farpage.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is typed, what makes no sense is refused in one line, and nothing has been done. */
class CommandLineFuzzTest {
    private static final List<String> WORDS = List.of(
            "demo",
            "cluster",
            "start",
            "stop",
            "put",
            "get",
            "status",
            "drain",
            "reclaim",
            "scrub",
            "region",
            "seal",
            "host",
            "metadata",
            "top",
            "r",
            "0",
            "-1",
            "1G",
            "99999999999999999999",
            "",
            " ",
            "-",
            "--json",
            "--config",
            "/no/such/file",
            "--hosts",
            "--data",
            "--parity",
            "--transport",
            "aeron",
            "--dir",
            "@/no/such/file",
            "\0",
            "\uD83D\uDE00",
            "a=b",
            "--data=-4",
            "--seed");
    private static final String UNKNOWN = "--there-is-no-such-option";

    @Property(tries = 500)
    void isRefusedInOneLine(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> arguments = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            arguments.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        // Twice, because an option before it may take the first one for its value.
        arguments.add(UNKNOWN);
        arguments.add(UNKNOWN);

        Command command = Command.run(arguments.toArray(String[]::new)).exits(2);

        assertThat(command.out()).isEmpty();
        assertThat(command.err()).startsWith("farpage: ");
        assertThat(command.err().strip().lines()).hasSize(1);
    }
}
