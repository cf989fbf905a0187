package io.farpage.chaos.rdma;

import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A virtual machine with soft-RoCE, for machines without RDMA hardware: it sees this one's files, read-only, and runs a Java
 * program of Farpage's class path over real verbs. Needs a checkout that was built, and root where packages are missing.
 */
public final class RdmaMachine {
    /** The address of the machine's RDMA device. */
    public static final String ADDRESS = "192.168.7.1";
    /** Where the machine sees the folder that outlives it. */
    public static final String SHARE = "/rdma-vm";

    private static final List<String> SCRIPTS = List.of("vm", "guest", "init");
    private static final int NO_MACHINE = 125;

    private final Path root;
    private final Path cache;
    private final Consumer<String> progress;

    /** A machine; {@code progress} is told what takes long. */
    public RdmaMachine(Consumer<String> progress) {
        this.progress = progress;
        root = root();
        cache = root.resolve("target/rdma-vm");
    }

    /** The checkout that this program was built in. */
    private static Path root() {
        Path lib = Path.of(jars().getFirst()).toAbsolutePath().getParent();
        Path found = Objects.requireNonNull(lib).resolve("../../..").normalize();
        if (!Files.exists(found.resolve("page-store/target/test-classes"))) {
            throw new UsageException("runs in a checkout that was built, and " + found + " is none");
        }
        return found;
    }

    /** Jars alone, and in the order of the class path: what an archive of classes is made for must begin so. */
    private static List<String> jars() {
        return Arrays.asList(System.getProperty("java.class.path").split(":", -1));
    }

    /**
     * Runs a main class in the machine.
     *
     * @param share what the machine sees as {@link #SHARE}
     * @param properties {@code -D} and the like
     * @return its exit code
     * @throws UsageException when there can be no machine here, saying why
     */
    public int run(Path share, List<String> properties, String main, List<String> arguments)
            throws IOException, InterruptedException {
        Path scripts = Files.createDirectories(share.resolve("scripts"));
        for (String script : SCRIPTS) {
            try (InputStream in = Objects.requireNonNull(RdmaMachine.class.getResourceAsStream(script), script)) {
                Files.copy(in, scripts.resolve(script));
            }
        }
        Path archive = archive();
        List<String> command = new ArrayList<>(List.of(
                "bash",
                scripts.resolve("vm").toString(),
                cache.toString(),
                share.toString(),
                "env",
                "FARPAGE_RDMA_IP=" + ADDRESS,
                // Emulated processors are slow: what the compilers would save is less than what they take.
                "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -XX:SharedArchiveFile="
                        + archive));
        command.addAll(java(String.join(":", jars()) + ":" + String.join(":", tests())));
        command.addAll(properties);
        command.add(main);
        command.addAll(arguments);
        progress.accept("starting a virtual machine");
        Path said = share.resolve("said");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        if (exit == NO_MACHINE) {
            List<String> lines = Files.readAllLines(said);
            throw new UsageException(lines.isEmpty() ? "there is no virtual machine" : lines.getLast());
        }
        return exit;
    }

    /** What tests need beside the program. */
    private List<String> tests() throws IOException {
        List<String> paths = new ArrayList<>();
        for (String module : List.of("page-api", "page-store", "chaos-tests")) {
            paths.add(root.resolve(module + "/target/test-classes").toString());
        }
        try (var libraries = Files.list(root.resolve("chaos-tests/target/test-libraries"))) {
            libraries.map(Path::toString).sorted().forEach(paths::add);
        }
        return paths;
    }

    /** Java with what this program was told of modules and native code, without vectors, which no emulation makes fast. */
    private static List<String> java(String classPath) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(arg -> arg.startsWith("--") || arg.startsWith("-Djava.library.path="))
                .filter(arg -> !arg.contains("jdk.incubator.vector"))
                .forEach(command::add);
        command.addAll(List.of("-XX:MaxDirectMemorySize=1024g", "-cp", classPath));
        return command;
    }

    /** An archive of loaded classes, with which a process of a cluster starts several times as fast; made once for each build. */
    private Path archive() throws IOException, InterruptedException {
        Path archive = cache.resolve("classes.jsa");
        Path built = root.resolve("bench/target/farpage/built");
        if (!Files.exists(archive)
                || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(built)) < 0) {
            progress.accept("archiving classes, so that processes start faster in it");
            Files.createDirectories(cache);
            Files.deleteIfExists(archive);
            List<String> command = java(String.join(":", jars()));
            command.addAll(1, List.of("-XX:+UseSerialGC", "-XX:ArchiveClassesAtExit=" + archive));
            command.addAll(List.of(
                    "io.farpage.server.cli.Main",
                    "demo",
                    "--input",
                    root.resolve("pom.xml").toString()));
            try (TemporaryDirectory log = TemporaryDirectory.create("rdma-archive")) {
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(log.path().resolve("log").toFile()))
                        .start()
                        .waitFor();
            }
        }
        return archive;
    }
}
