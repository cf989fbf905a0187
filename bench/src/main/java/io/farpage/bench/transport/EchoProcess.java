package io.farpage.bench.transport;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** The other end of a ping-pong: answers each message with as many bytes as the message asks for. */
final class EchoProcess {
    static final int STREAM = 1;

    private EchoProcess() {}

    static String channel(int port) {
        return "aeron:udp?endpoint=127.0.0.1:" + port + "|term-length=1m|mtu=32k";
    }

    static MediaDriver driver() {
        return MediaDriver.launchEmbedded(new MediaDriver.Context()
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .termBufferSparseFile(true));
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
    }

    /** Answers until standard input ends. */
    public static void main(String[] args) {
        try (MediaDriver driver = driver();
                Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
                Subscription requests = aeron.addSubscription(channel(Integer.parseInt(args[0])), STREAM);
                ExclusivePublication answers =
                        aeron.addExclusivePublication(channel(Integer.parseInt(args[1])), STREAM)) {
            Thread main = Thread.currentThread();
            Thread.ofPlatform().daemon().start(() -> {
                awaitEndOfInput();
                main.interrupt();
            });
            UnsafeBuffer answer = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 14));
            IdleStrategy idle = new BackoffIdleStrategy(100, 20, 1_000, 50_000);
            FragmentHandler echo = (buffer, offset, length, header) -> {
                int bytes = buffer.getInt(offset);
                while (answers.offer(answer, 0, bytes) < 0
                        && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            };
            while (!Thread.currentThread().isInterrupted()) {
                idle.idle(requests.poll(echo, 64));
            }
        }
    }
}
