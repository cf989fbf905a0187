package io.farpage.chaos.rdma;

import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage rdma-test}: the RDMA transport over real verbs, on any machine. */
@Command(
        name = "rdma-test",
        description = {
            "Boots a small virtual machine with soft-RoCE and runs the tests of the RDMA transport in it, over real verbs: what "
                    + "every transport must do, hosts that are killed or stopped, fencing, and a cluster of six hosts of which "
                    + "two are killed while 64 MiB are read.",
            "Installs the Debian packages that it needs, as root, and fetches Debian's kernel, once. Ends with 1 when a test failed."
        })
public final class RdmaTestVerb implements Verb {
    private static final List<String> TESTS = List.of(
            "io.farpage.store.rdma.RdmaDeviceTest",
            "io.farpage.store.rdma.RdmaTransportTest",
            "io.farpage.store.rdma.RdmaCrashTest",
            "io.farpage.chaos.rdma.RdmaClusterTest");

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    /** What came out; wrongPages is -1 when the cluster's test did not get so far. */
    record Report(
            int testsPassed, int testsFailed, long wrongPages, double seconds, List<TestReports.Failure> failures) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = System.nanoTime();
        RdmaMachine machine = new RdmaMachine(line -> System.err.println("rdma-test: " + line));
        try (TemporaryDirectory share = TemporaryDirectory.create("rdma-test")) {
            machine.run(
                    share.path(),
                    List.of("-Dfarpage.rdma.wrong-pages=" + RdmaMachine.SHARE + "/wrong-pages"),
                    "org.junit.platform.console.ConsoleLauncher",
                    arguments());
            TestReports tests = TestReports.read(share.path().resolve("reports"));
            if (tests.passed() + tests.failed() == 0) {
                throw new UsageException("no test ran in the virtual machine; it said: " + lastOf(share.path()));
            }
            Path counted = share.path().resolve("wrong-pages");
            Report report = new Report(
                    tests.passed(),
                    tests.failed(),
                    Files.exists(counted)
                            ? Long.parseLong(Files.readString(counted).strip())
                            : -1,
                    (System.nanoTime() - start) / 1e9,
                    tests.failures());
            print(report);
            return report.testsFailed == 0 && report.wrongPages == 0 ? 0 : 1;
        }
    }

    private static List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--reports-dir",
                RdmaMachine.SHARE + "/reports"));
        TESTS.forEach(test -> arguments.addAll(List.of("--select-class", test)));
        return arguments;
    }

    private static String lastOf(Path share) throws IOException {
        Path output = share.resolve("output");
        List<String> lines = Files.exists(output) ? Files.readAllLines(output) : List.of();
        return lines.isEmpty() ? "nothing" : lines.getLast();
    }

    private void print(Report report) {
        if (json) {
            Json.print(report);
            return;
        }
        report.failures.forEach(each -> System.out.println("failed: " + each.test() + ": " + each.message()));
        System.out.printf(
                "%d tests passed, %d failed, %d wrong pages, over real verbs in %.0f s%n",
                report.testsPassed, report.testsFailed, report.wrongPages, report.seconds);
    }
}
