package io.farpage.server.verbs;

import io.farpage.api.DirectoryException;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import java.io.Console;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farpage top}: the status again and again. */
@Command(name = "top", description = "Shows how a cluster is, again and again, until it is interrupted.")
public final class TopVerb implements Verb {
    private static final String CLEAR_SCREEN = "\033[H\033[2J";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Time between two looks (${DEFAULT-VALUE}).")
    private double intervalSeconds;

    @Option(names = "--count", paramLabel = "N", description = "Looks; no end if left out.")
    private int count = Integer.MAX_VALUE;

    @Override
    public Integer call() throws InterruptedException {
        if (!(intervalSeconds >= 0.1 && intervalSeconds <= 3600)) {
            throw new UsageException("--interval " + intervalSeconds + " is not from 0.1 to 3600 seconds");
        }
        if (count < 1) {
            throw new UsageException("--count " + count + " is not 1 or more");
        }
        try (ClusterClient client = options.connect()) {
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    Thread.sleep((long) (intervalSeconds * 1000));
                }
                show(client);
            }
        }
        return 0;
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private void show(ClusterClient client) {
        if (options.json()) {
            Json.print(client.status());
            return;
        }
        String text;
        try {
            text = StatusText.of(client.status());
        } catch (DirectoryException e) {
            text = "the metadata group does not answer: %s%n".formatted(e.getMessage());
        }
        String header = isTerminal() ? CLEAR_SCREEN : "";
        System.out.printf("%s%s%n%s", header, TIME.format(LocalTime.now(ZoneId.systemDefault())), text);
    }
}
