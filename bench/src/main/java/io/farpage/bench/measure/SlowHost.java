package io.farpage.bench.measure;

import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.cluster.LocalCluster.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A host that gets a part of the processor's time only, until this is closed. */
public final class SlowHost implements AutoCloseable {
    private static final int CYCLE_MS = 200;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private SlowHost(Running host, int times) {
        thread = Thread.ofPlatform().name("slow-" + host.id()).start(() -> run(host, times));
    }

    /** Makes it so many times slower. */
    public static SlowHost times(int times, Running host) {
        return new SlowHost(host, times);
    }

    private void run(Running host, int times) {
        int workingMs = CYCLE_MS / times;
        try {
            boolean ended = false;
            while (!ended) {
                ClusterProcesses.signal("STOP", host.pid());
                ended = closed.await(CYCLE_MS - workingMs, TimeUnit.MILLISECONDS);
                ClusterProcesses.signal("CONT", host.pid());
                ended = ended || closed.await(workingMs, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(host.id() + " cannot be slowed down: " + e, e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
