package io.farpage.store.aeron;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import io.farpage.api.SlabSpec;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.BackoffIdleStrategy;

/**
 * Measures pages of four fragments of 1 KiB over UDP, hosts in processes of their own, beside a bare round trip of the same
 * bytes between two processes. Run its main in the test class path; arguments: seconds for each figure.
 */
final class AeronBench {
    private static final int FRAGMENTS = 4;
    private static final int SLOTS = 4096;
    private static final SlabSpec SPEC = new SlabSpec(AeronPair.SPEC.group(), 3, 5, SLOTS, 1024);

    private final Arena arena = Arena.ofShared();
    private final List<HostConnection> connections = new ArrayList<>();
    private final long[] slabs = new long[FRAGMENTS];
    private final long seconds;

    private AeronBench(long seconds) {
        this.seconds = seconds;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 5;
        for (int round = 0; round < 2; round++) {
            BarePingPong.measure(seconds);
            for (int hosts : new int[] {1, FRAGMENTS}) {
                new AeronBench(seconds).measure(hosts);
            }
        }
    }

    private void measure(int hostCount) throws IOException, InterruptedException {
        List<HostProcess> hosts = new ArrayList<>();
        try (TestThreads threads = new TestThreads();
                AeronMedia media = new AeronMedia(MediaConfig.defaults(), threads, Throwable::printStackTrace)) {
            AeronTransport transport = new AeronTransport(media, AeronConfig.defaults(), 1);
            for (int i = 0; i < hostCount; i++) {
                hosts.add(new HostProcess(i + 1));
                connections.add(transport.connect(hosts.get(i).info()));
            }
            for (int i = 0; i < FRAGMENTS; i++) {
                Reply<Long> reply = connections.get(i % hostCount).admit(SPEC);
                slabs[i] = ((Reply.Done<Long>) reply).value();
            }
            for (boolean write : new boolean[] {true, false}) {
                for (int pages : new int[] {1, 64}) {
                    run(hostCount, pages, write);
                }
            }
        } finally {
            for (HostProcess host : hosts) {
                host.close();
            }
            arena.close();
        }
    }

    private void run(int hostCount, int pages, boolean write) {
        FragmentOp[][] ops = new FragmentOp[hostCount][pages * FRAGMENTS / hostCount];
        MemorySegment frames = arena.allocate((long) pages * FRAGMENTS * SPEC.payloadBytes(), 64);
        for (FragmentOp[] ofHost : ops) {
            Arrays.setAll(ofHost, i -> new FragmentOp(arena.allocate(FragmentHeader.BYTES, 8)));
        }
        long[] times = new long[1 << 20];
        int count = 0;
        long counter = 1;
        long begin = System.nanoTime();
        long end = begin + (seconds + 2) * 1_000_000_000L;
        long warm = begin + 2_000_000_000L;
        long measured = 0;
        for (long now = begin; now < end && count < times.length; ) {
            prepare(ops, hostCount, pages, write, frames, counter++);
            long start = System.nanoTime();
            for (int h = 0; h < hostCount; h++) {
                connections.get(h).submit(ops[h], ops[h].length);
            }
            BackoffIdleStrategy idle = new BackoffIdleStrategy(100, 20, 1_000, 50_000);
            while (!allDone(ops)) {
                int done = 0;
                for (HostConnection connection : connections) {
                    done += connection.poll();
                }
                idle.idle(done);
            }
            now = System.nanoTime();
            if (start > warm) {
                times[count++] = now - start;
                measured += now - start;
            }
        }
        Arrays.sort(times, 0, count);
        System.out.printf(
                "%s hosts=%d inFlight=%d p50=%.1f us p99=%.1f us pagesPerSecond=%.0f%n",
                write ? "write" : "read",
                hostCount,
                pages,
                times[count / 2] / 1e3,
                times[count * 99 / 100] / 1e3,
                (double) count * pages / measured * 1e9);
    }

    private void prepare(
            FragmentOp[][] ops, int hostCount, int pages, boolean write, MemorySegment frames, long counter) {
        for (int page = 0; page < pages; page++) {
            int slot = (int) ((page + counter * pages) % SLOTS);
            for (int f = 0; f < FRAGMENTS; f++) {
                FragmentOp op = ops[f % hostCount][page * (FRAGMENTS / hostCount) + f / hostCount];
                long at = ((long) page * FRAGMENTS + f) * SPEC.payloadBytes();
                if (write) {
                    if (counter == 1) {
                        TestClient.fill(op.header(), frames, at, SPEC, page, AeronPair.version(1), 5);
                    }
                    op.write(Kind.WRITE, slabs[f], slot, 3, 5, frames, at, SPEC.payloadBytes());
                } else {
                    op.read(slabs[f], slot, frames, at, SPEC.payloadBytes());
                }
            }
        }
    }

    private static boolean allDone(FragmentOp[][] ops) {
        for (FragmentOp[] ofHost : ops) {
            for (FragmentOp op : ofHost) {
                if (op.isPending()) {
                    return false;
                }
                if (op.status() != Status.OK) {
                    throw new IllegalStateException(op.toString());
                }
            }
        }
        return true;
    }
}
