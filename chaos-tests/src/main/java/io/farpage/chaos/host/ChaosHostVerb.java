package io.farpage.chaos.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.HostProcess;
import io.farpage.server.config.HostSettings;
import io.farpage.server.verbs.ProcessOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farpage chaos-host}: a memory host whose memory and network can be harmed on command, for tests of the whole. */
@Command(
        name = ChaosHostVerb.NAME,
        hidden = true,
        description =
                "Is a memory host that damages what it holds, and what goes to it and comes from it over Aeron, when it is told "
                        + "to. For tests alone.")
public final class ChaosHostVerb implements Verb {
    /** The verb's name. */
    public static final String NAME = "chaos-host";

    @Mixin
    private final ProcessOptions options = new ProcessOptions();

    /** Where a host with these settings says at which address it takes commands. */
    static Path addressFile(Path settings) {
        return settings.resolveSibling(settings.getFileName() + ".chaos");
    }

    @Override
    public Integer call() throws Exception {
        HostSettings settings = options.own(HostSettings.class);
        Surroundings around = new Surroundings(settings.hostId().value());
        HostProcess host = HostProcess.start(options.cluster(), settings, around);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/damage", exchange -> answer(exchange, query -> damage(around.memory(), query)));
        server.createContext("/weather", exchange -> answer(exchange, query -> weather(around.network(), query)));
        server.start();
        Path address = addressFile(options.ownFile());
        Files.writeString(address, "127.0.0.1:" + server.getAddress().getPort());
        return options.serve(
                settings.hostId().toString(),
                () -> {
                    server.stop(0);
                    Files.deleteIfExists(address);
                    host.close();
                    around.close();
                },
                host::isAlive);
    }

    private static boolean damage(RottingSpace space, Map<String, String> query) {
        return space.damage(
                Long.parseLong(query.get("slab")),
                Integer.parseInt(query.get("slot")),
                Rot.valueOf(query.getOrDefault("rot", "")),
                Integer.parseInt(query.get("bit")));
    }

    private static boolean weather(Network network, Map<String, String> query) {
        Weather weather = new Weather(
                Double.parseDouble(query.get("loss")),
                Double.parseDouble(query.get("duplicates")),
                Double.parseDouble(query.get("corrupted")),
                Double.parseDouble(query.get("reordered")),
                Integer.parseInt(query.get("delayUs")));
        network.set(Boolean.parseBoolean(query.get("towardsHost")), weather);
        return true;
    }

    private static void answer(HttpExchange exchange, Predicate<Map<String, String>> command) throws IOException {
        try (exchange) {
            Map<String, String> query = Arrays.stream(
                            exchange.getRequestURI().getQuery().split("&"))
                    .map(part -> part.split("=", 2))
                    .collect(Collectors.toMap(part -> part[0], part -> part[1]));
            exchange.sendResponseHeaders(command.test(query) ? 200 : 409, -1);
        }
    }
}
