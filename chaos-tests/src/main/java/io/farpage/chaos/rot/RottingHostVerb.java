package io.farpage.chaos.rot;

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
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farpage rotting-host}: a memory host whose memory can be damaged on command, for tests of the whole. */
@Command(
        name = RottingHostVerb.NAME,
        hidden = true,
        description = "Is a memory host that damages what it holds when it is told to. For tests alone.")
public final class RottingHostVerb implements Verb {
    /** The verb's name. */
    public static final String NAME = "rotting-host";

    @Mixin
    private final ProcessOptions options = new ProcessOptions();

    /** Where a host with these settings says at which address it takes commands. */
    static Path addressFile(Path settings) {
        return settings.resolveSibling(settings.getFileName() + ".rot");
    }

    @Override
    public Integer call() throws Exception {
        AtomicReference<RottingSpace> space = new AtomicReference<>();
        HostSettings settings = options.own(HostSettings.class);
        HostProcess host = HostProcess.start(options.cluster(), settings, sound -> {
            RottingSpace rotting = new RottingSpace(sound);
            space.set(rotting);
            return rotting;
        });
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/damage", exchange -> answer(exchange, space.get()));
        server.start();
        Path address = addressFile(options.ownFile());
        Files.writeString(address, "127.0.0.1:" + server.getAddress().getPort());
        return options.serve(
                settings.hostId().toString(),
                () -> {
                    server.stop(0);
                    Files.deleteIfExists(address);
                    host.close();
                },
                host::isAlive);
    }

    private static void answer(HttpExchange exchange, RottingSpace space) throws IOException {
        try (exchange) {
            Map<String, String> query = Arrays.stream(
                            exchange.getRequestURI().getQuery().split("&"))
                    .map(part -> part.split("=", 2))
                    .collect(Collectors.toMap(part -> part[0], part -> part[1]));
            boolean done = space.damage(
                    Long.parseLong(query.get("slab")),
                    Integer.parseInt(query.get("slot")),
                    Rot.valueOf(query.getOrDefault("rot", "")),
                    Integer.parseInt(query.get("bit")));
            exchange.sendResponseHeaders(done ? 200 : 409, -1);
        }
    }
}
