package io.farpage.bench.transport;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.FragmentHandler;
import io.farpage.bench.measure.Bare;
import io.farpage.bench.measure.JavaProcess;
import io.farpage.metadata.LoopbackPorts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Requests and answers of the sizes that pages need, over Aeron UDP, with another process that only echoes. */
final class BarePingPong implements Bare {
    private static final int SMALL_BYTES = 64;

    private final Process echo;
    private final MediaDriver driver;
    private final Aeron aeron;
    private final Subscription answers;
    private final ExclusivePublication requests;
    private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 14));
    private long arrived;
    private final FragmentHandler count = (buffer, offset, length, header) -> arrived++;
    private final IdleStrategy idle = new BackoffIdleStrategy(100, 20, 1_000, 50_000);
    private final int readBytes;
    private final int writeBytes;

    /**
     * Starts the other process and waits until it answers.
     *
     * @param readBytes the answer to a read
     * @param writeBytes the request of a write
     */
    BarePingPong(int readBytes, int writeBytes) throws IOException {
        this.readBytes = readBytes;
        this.writeBytes = writeBytes;
        List<Integer> ports = LoopbackPorts.find(2);
        echo = JavaProcess.start(
                EchoProcess.class, ports.stream().map(String::valueOf).toList());
        driver = EchoProcess.driver();
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
        answers = aeron.addSubscription(EchoProcess.channel(ports.get(1)), EchoProcess.STREAM);
        requests = aeron.addExclusivePublication(EchoProcess.channel(ports.get(0)), EchoProcess.STREAM);
        exchange(1, SMALL_BYTES, SMALL_BYTES);
    }

    @Override
    public void read(int pages) {
        exchange(pages, SMALL_BYTES, readBytes);
    }

    @Override
    public void write(int pages) {
        exchange(pages, writeBytes, SMALL_BYTES);
    }

    private void exchange(int messages, int requestBytes, int answerBytes) {
        message.putInt(0, answerBytes);
        long wanted = arrived + messages;
        int sent = 0;
        idle.reset();
        while (arrived < wanted) {
            int done = answers.poll(count, 64);
            if (sent < messages && requests.offer(message, 0, requestBytes) > 0) {
                sent++;
                done++;
            }
            if (!echo.isAlive()) {
                throw new IllegalStateException("the echo process has ended by itself");
            }
            idle.idle(done);
        }
    }

    @Override
    public void close() {
        aeron.close();
        driver.close();
        JavaProcess.stop(echo);
    }
}
