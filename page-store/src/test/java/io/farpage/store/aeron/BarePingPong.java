package io.farpage.store.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Aeron as its samples use it: a request of 160 bytes and an answer of four fragments' bytes, between two processes. */
final class BarePingPong {
    private static final String PARAMETERS = "|term-length=256k|mtu=32k";
    private static final int REQUEST_BYTES = 184;
    private static final int ANSWER_BYTES = 4 * (1024 + 32 + 21) + 24;

    private BarePingPong() {}

    static void measure(long seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BarePingPong.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (MediaDriver driver = driver();
                Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
                Subscription answers = aeron.addSubscription("aeron:udp?endpoint=127.0.0.1:40402", 2);
                ExclusivePublication requests =
                        aeron.addExclusivePublication("aeron:udp?endpoint=127.0.0.1:40401" + PARAMETERS, 1)) {
            UnsafeBuffer request = new UnsafeBuffer(ByteBuffer.allocateDirect(REQUEST_BYTES));
            int[] got = new int[1];
            FragmentHandler handler = (buffer, offset, length, header) -> got[0]++;
            long[] times = new long[1 << 20];
            int count = 0;
            long begin = System.nanoTime();
            long warm = begin + 2_000_000_000L;
            while (System.nanoTime() < warm + seconds * 1_000_000_000L && count < times.length) {
                long start = System.nanoTime();
                BackoffIdleStrategy idle = new BackoffIdleStrategy(100, 20, 1_000, 50_000);
                while (requests.offer(request, 0, REQUEST_BYTES) < 0) {
                    idle.idle();
                }
                int wanted = got[0] + 1;
                idle.reset();
                while (got[0] < wanted) {
                    idle.idle(answers.poll(handler, 10));
                }
                if (start > warm) {
                    times[count++] = System.nanoTime() - start;
                }
            }
            Arrays.sort(times, 0, count);
            System.out.printf(
                    "bare ping-pong p50=%.1f us p99=%.1f us%n", times[count / 2] / 1e3, times[count * 99 / 100] / 1e3);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static MediaDriver driver() {
        return MediaDriver.launchEmbedded(new MediaDriver.Context()
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true)
                .termBufferSparseFile(true));
    }

    /** Answers until it is killed. */
    public static void main(String[] args) {
        try (MediaDriver driver = driver();
                Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
                Subscription requests = aeron.addSubscription("aeron:udp?endpoint=127.0.0.1:40401", 1);
                ExclusivePublication answers =
                        aeron.addExclusivePublication("aeron:udp?endpoint=127.0.0.1:40402" + PARAMETERS, 2)) {
            UnsafeBuffer answer = new UnsafeBuffer(ByteBuffer.allocateDirect(ANSWER_BYTES));
            BackoffIdleStrategy idle = new BackoffIdleStrategy(10, 20, 1_000, 50_000);
            FragmentHandler echo = (buffer, offset, length, header) -> {
                while (answers.offer(answer, 0, ANSWER_BYTES) < 0) {
                    Thread.onSpinWait();
                }
            };
            while (!Thread.interrupted()) {
                idle.idle(requests.poll(echo, 10));
            }
        }
    }
}
