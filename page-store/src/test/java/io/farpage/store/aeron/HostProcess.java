package io.farpage.store.aeron;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.fake.TestThreads;
import io.farpage.store.MemoryHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A host in a JVM of its own, served over UDP; ends with its standard input. */
final class HostProcess implements AutoCloseable {
    private final Process process;
    private final HostInfo info;

    HostProcess(int id) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostProcess.class.getName(),
                        String.valueOf(id)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String address =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        info = new HostInfo(new HostRef(new HostId(id), 1), address, "domain-" + id, 1L << 26, 0, HostState.ALIVE);
    }

    HostInfo info() {
        return info;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it like a power cut. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    /** Serves until standard input ends. */
    public static void main(String[] args) throws IOException {
        try (TestThreads threads = new TestThreads();
                MemoryHost host = new MemoryHost(new HostRef(new HostId(Integer.parseInt(args[0])), 1), 1L << 28);
                AeronMedia media = new AeronMedia(MediaConfig.defaults(), threads, Throwable::printStackTrace);
                AeronHostServer server =
                        new AeronHostServer(media, AeronAddress.parse("aeron:127.0.0.1:0"), AeronConfig.defaults())) {
            server.serve(host);
            System.out.println(server.address());
            while (System.in.read() >= 0) {}
        }
    }
}
