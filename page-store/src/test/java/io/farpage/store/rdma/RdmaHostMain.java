package io.farpage.store.rdma;

import io.farpage.api.fake.TestThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process with memory hosts on RDMA. For each line {@code ID INCARNATION CAPACITY} it starts a host, ends the one before, and
 * says its address.
 */
final class RdmaHostMain {
    private RdmaHostMain() {}

    public static void main(String[] args) throws IOException {
        try (TestThreads threads = new TestThreads()) {
            RdmaHosts hosts = new RdmaHosts(threads);
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                hosts.close();
                RdmaHosts.Host host =
                        hosts.start(Integer.parseInt(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
                System.out.println(host.info().address());
            }
            hosts.close();
        }
    }
}
