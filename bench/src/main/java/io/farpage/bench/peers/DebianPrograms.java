package io.farpage.bench.peers;

import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Programs that come from Debian packages of the same name. */
final class DebianPrograms {
    /** Where Debian looks whether a package may start its service: not while ours is there. */
    private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");

    private static final String FORBIDDEN = "#!/bin/sh\nexit 101\n";

    private DebianPrograms() {}

    static boolean isOnPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator, -1))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /**
     * Installs packages without starting their services, now or when the machine starts.
     *
     * @throws UsageException when that is not possible
     */
    static void install(List<String> packages) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new UsageException("--install needs root; or install them yourself: " + String.join(" ", packages));
        }
        try (TemporaryDirectory directory = TemporaryDirectory.create("farpage-install-")) {
            if (!Files.exists(POLICY)) {
                directory.beforeRemoval(DebianPrograms::removePolicy);
                Files.writeString(POLICY, FORBIDDEN);
                Files.setPosixFilePermissions(POLICY, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            Path log = directory.path().resolve("log");
            run(log, "apt-get", List.of("update", "-qq"));
            List<String> install = new ArrayList<>(
                    List.of("install", "-o", "DPkg::Lock::Timeout=300", "-qq", "-y", "--no-install-recommends"));
            install.addAll(packages);
            run(log, "apt-get", install);
            for (String each : packages) {
                run(log, "update-rc.d", List.of(each, "disable"));
            }
        }
    }

    private static void removePolicy() {
        try {
            Files.deleteIfExists(POLICY);
        } catch (IOException e) {
            throw new UncheckedIOException(POLICY + " could not be deleted; delete it", e);
        }
    }

    private static void run(Path log, String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            if (builder.start().waitFor() != 0) {
                List<String> said = Files.readAllLines(log);
                throw new UsageException("'" + String.join(" ", command) + "' failed: "
                        + (said.isEmpty() ? "it said nothing" : said.getLast()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " ran", e);
        }
    }
}
