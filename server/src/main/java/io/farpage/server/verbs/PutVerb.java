package io.farpage.server.verbs;

import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.Progress;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farpage put}: a file into a new region. */
@Command(name = "put", description = "Copies a file into a new region.")
public final class PutVerb implements Verb {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "What to copy; - is standard input.")
    private String file = "-";

    @Parameters(index = "1", paramLabel = "REGION", description = "Name of the region to make.")
    private String region = "";

    @Option(
            names = "--data",
            paramLabel = "K",
            defaultValue = "4",
            description = "Data fragments of a page (${DEFAULT-VALUE}).")
    private int data;

    @Option(
            names = "--parity",
            paramLabel = "M",
            defaultValue = "2",
            description = "Parity fragments (${DEFAULT-VALUE}).")
    private int parity;

    @Override
    public Integer call() throws IOException {
        Redundancy redundancy;
        try {
            redundancy = Redundancy.coded(data, parity);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--data " + data + " --parity " + parity + ": " + e.getMessage(), e);
        }
        try {
            RegionSpec.of(region, 0, redundancy);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        if (!file.equals("-")) {
            return put(Path.of(file), redundancy);
        }
        // A region has a length from the start, so what comes in is counted first.
        try (TemporaryDirectory directory = TemporaryDirectory.create("farpage-put-")) {
            Path all = directory.path().resolve("input");
            Files.copy(System.in, all);
            return put(all, redundancy);
        }
    }

    private int put(Path path, Redundancy redundancy) throws IOException {
        long start = System.nanoTime();
        try (FileChannel in = open(path);
                ClusterClient client = options.connect();
                RemoteRegion target = client.memory().create(region, in.size(), options(redundancy))) {
            Transfer transfer = new Transfer(target);
            try (Progress progress = new Progress("put", target.length())) {
                for (ByteBuffer chunk = transfer.next(); chunk != null; chunk = transfer.next()) {
                    while (chunk.hasRemaining()) {
                        if (in.read(chunk) < 0) {
                            throw new IOException(path + " became shorter while it was read; region '" + region
                                    + "' is incomplete: delete it");
                        }
                    }
                    progress.step(chunk.flip().remaining());
                    transfer.digest(chunk);
                    target.write(transfer.position(), chunk.duplicate());
                }
            }
            target.complete();
            transfer.report(options.json(), "put", start);
        }
        return 0;
    }

    private static RegionOptions options(Redundancy redundancy) {
        return RegionOptions.DEFAULT.withRedundancy(redundancy).incomplete();
    }

    private static FileChannel open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new UsageException(path + " is a directory; name a file");
        }
        try {
            return FileChannel.open(path);
        } catch (NoSuchFileException e) {
            throw new UsageException(path + " does not exist; name a file that does", e);
        }
    }
}
