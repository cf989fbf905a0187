package io.farpage.bench.rdma;

import io.farpage.bench.measure.Contender;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** What perftest says of requests between two processes on the same device. */
final class Perftest implements Contender {
    private static final int REQUESTS = 500;
    /** The typical latency in microseconds; of the tools for bandwidth, requests in a microsecond. */
    private static final int COLUMN = 4;

    private static final int CONNECT_TRIES = 50;

    private final List<String> command;
    private final String address;
    private final int bytes;
    private final DoubleUnaryOperator toNs;

    private Perftest(List<String> command, String address, int bytes, DoubleUnaryOperator toNs) {
        this.command = command;
        this.address = address;
        this.bytes = bytes;
        this.toNs = toNs;
    }

    /** How long one request takes: {@code ib_read_lat} or {@code ib_write_lat}. */
    static Perftest one(String operation, String address, int bytes) {
        List<String> command = List.of("ib_" + operation + "_lat", "-s", Integer.toString(bytes));
        return new Perftest(command, address, bytes, us -> us * 1000);
    }

    /**
     * How long {@code count} requests take that are under way together, each on a queue pair of its own: {@code ib_read_bw} or
     * {@code ib_write_bw} with one request at a time on each.
     */
    static Perftest together(String operation, String address, int count, int bytes) {
        List<String> command = List.of(
                "ib_" + operation + "_bw", "-q", Integer.toString(count), "-t", "1", "-s", Integer.toString(bytes));
        return new Perftest(command, address, bytes, inMicrosecond -> count / inMicrosecond * 1000);
    }

    /** The command, without what all have. */
    @Override
    public String toString() {
        return String.join(" ", command);
    }

    /** Nanoseconds that the requests take in a run. */
    @Override
    public double turn() {
        try {
            Process server = start(List.of(), Redirect.DISCARD);
            try {
                return ns();
            } finally {
                server.destroy();
                server.waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(this + " cannot be run; install perftest: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + this + " ran", e);
        }
    }

    /** The server says nowhere when it listens: the client is started until one gets through. */
    private double ns() throws IOException, InterruptedException {
        String said = "";
        for (int i = 0; i < CONNECT_TRIES; i++) {
            Process client = start(List.of(address), Redirect.PIPE);
            said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (client.waitFor() == 0) {
                return said.lines()
                        .map(line -> line.strip().split("\\s+", -1))
                        .filter(columns -> columns.length > COLUMN && columns[0].equals(Integer.toString(bytes)))
                        .mapToDouble(columns -> toNs.applyAsDouble(Double.parseDouble(columns[COLUMN])))
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IOException(this + " does not get through: " + said);
    }

    private Process start(List<String> more, Redirect output) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("-F", "-R", "-n", Integer.toString(REQUESTS)));
        whole.addAll(more);
        return new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(output)
                .start();
    }
}
