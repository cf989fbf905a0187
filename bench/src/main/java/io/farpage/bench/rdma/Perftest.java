package io.farpage.bench.rdma;

import io.farpage.bench.measure.Contender;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What {@code ib_read_lat} or {@code ib_write_lat} say of one request of so many bytes between two processes, on the same device. */
final class Perftest implements Contender {
    private static final int REQUESTS = 500;
    /** Of the columns bytes, requests, least, most, typical, mean and two percentiles. */
    private static final int TYPICAL = 4;

    private static final int CONNECT_TRIES = 50;

    private final String tool;
    private final String address;
    private final int bytes;

    Perftest(String tool, String address, int bytes) {
        this.tool = tool;
        this.address = address;
        this.bytes = bytes;
    }

    /** Nanoseconds: the typical latency of a run. */
    @Override
    public double turn() {
        try {
            Process server = start(List.of(), Redirect.DISCARD);
            try {
                return typicalNs();
            } finally {
                server.destroy();
                server.waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(tool + " cannot be run; install perftest: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + tool + " ran", e);
        }
    }

    /** The server says nowhere when it listens: the client is started until one gets through. */
    private double typicalNs() throws IOException, InterruptedException {
        String said = "";
        for (int i = 0; i < CONNECT_TRIES; i++) {
            Process client = start(List.of(address), Redirect.PIPE);
            said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (client.waitFor() == 0) {
                return said.lines()
                        .map(line -> line.strip().split("\\s+", -1))
                        .filter(columns -> columns.length > TYPICAL && columns[0].equals(Integer.toString(bytes)))
                        .mapToDouble(columns -> Double.parseDouble(columns[TYPICAL]) * 1000)
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IOException(tool + " does not get through: " + said);
    }

    private Process start(List<String> more, Redirect output) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(tool, "-F", "-R", "-s", Integer.toString(bytes), "-n", Integer.toString(REQUESTS)));
        command.addAll(more);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(output)
                .start();
    }
}
