package io.farpage.server.verbs;

import io.farpage.api.RegionInfo;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cli.Progress;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code farpage get}: a region into a file. */
@Command(name = "get", description = "Copies a region into a file.")
public final class GetVerb implements Verb {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "REGION", description = "Name of the region.")
    private String region = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "Where to copy it; - is standard output.")
    private String file = "-";

    @Override
    public Integer call() throws IOException {
        if (file.equals("-")) {
            return get(Channels.newChannel(System.out), false);
        }
        try (FileOutputStream stream = new FileOutputStream(file)) {
            return get(stream.getChannel(), options.json());
        }
    }

    private RemoteRegion open(ClusterClient client) {
        boolean sealed =
                client.directory().region(region).map(RegionInfo::sealed).orElse(false);
        return sealed ? client.memory().openSealed(region) : client.memory().attach(region);
    }

    private int get(WritableByteChannel out, boolean json) throws IOException {
        long start = System.nanoTime();
        try (ClusterClient client = options.connect();
                RemoteRegion source = open(client)) {
            if (!client.directory().region(region).map(RegionInfo::complete).orElse(true)) {
                System.err.println("farpage: region '" + region
                        + "' is incomplete: whoever filled it has not finished; what was never written reads as zeros");
            }
            Transfer transfer = new Transfer(source);
            try (Progress progress = new Progress("get", source.length())) {
                for (ByteBuffer chunk = transfer.next(); chunk != null; chunk = transfer.next()) {
                    source.read(transfer.position(), chunk);
                    chunk.flip();
                    transfer.digest(chunk);
                    progress.step(chunk.remaining());
                    while (chunk.hasRemaining()) {
                        out.write(chunk);
                    }
                }
            }
            transfer.report(json, "got", start);
        }
        return 0;
    }
}
