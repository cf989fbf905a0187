package io.farpage.store.aeron;

import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.farpage.store.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.ErrorHandler;
import org.agrona.IoUtil;
import org.agrona.concurrent.AgentInvoker;

/**
 * A media driver without a thread, run by whoever calls its invoker, in a directory that only this user can read and that goes
 * away with it. What a process left that was killed is removed by the next one to start: a directory's name holds the
 * process's id and start, and the space that this id is of.
 */
final class EmbeddedDriver implements AutoCloseable {
    private static final String PREFIX = "aeron-farpage-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]+)-([0-9]+)-([0-9]+)-.+");
    private static final Path PID_SPACE = Path.of("/proc/self/ns/pid");

    private final Path directory;
    private final Doorbell doorbell = new Doorbell();
    private final MediaDriver driver;

    EmbeddedDriver(MediaConfig config, ErrorHandler errors) {
        Path base = base();
        try {
            removeLeftovers(base);
            directory = Files.createTempDirectory(base, PREFIX + pidSpace() + "-" + LocalProcess.name() + "-");
        } catch (IOException e) {
            doorbell.close();
            throw new UncheckedIOException("cannot make a directory for a media driver in " + base, e);
        }
        // Aeron makes the directory it is given anew, readable by all.
        Path own = directory.resolve("driver");
        try {
            driver = MediaDriver.launch(doorbell.wire(context(config, errors)).aeronDirectoryName(own.toString()));
        } catch (RuntimeException e) {
            doorbell.close();
            IoUtil.delete(directory.toFile(), true);
            throw e;
        }
    }

    /** Where such directories are: on memory where the machine has a place for that. */
    static Path base() {
        return Path.of(CommonContext.AERON_DIR_PROP_DEFAULT).resolveSibling("");
    }

    String aeronDirectory() {
        return driver.aeronDirectoryName();
    }

    AgentInvoker invoker() {
        return driver.sharedAgentInvoker();
    }

    /**
     * Sends and receives what there is; returns how much. By one thread at a time.
     *
     * @param byItself whether it is the thread that {@link #await}s
     */
    int drive(boolean byItself) {
        doorbell.beginRound(byItself);
        return invoker().invoke();
    }

    /** Waits until there is something to do, at most so long. By one thread at a time, and not while this is closed. */
    void await(long timeoutMs) {
        doorbell.await(timeoutMs);
    }

    private static MediaDriver.Context context(MediaConfig config, ErrorHandler errors) {
        // Its one client is this process. When that was stopped for long, both go on together, so neither may give up
        // the
        // other, however long it was silent.
        long neverNs = TimeUnit.DAYS.toNanos(365);
        return new MediaDriver.Context()
                .threadingMode(ThreadingMode.INVOKER)
                .asyncExecutorEnabled(false)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .errorHandler(errors)
                .termBufferSparseFile(true)
                .publicationTermBufferLength(config.termBytes())
                .ipcTermBufferLength(config.termBytes())
                .ipcMtuLength(config.datagramBytes(true))
                .initialWindowLength(Math.max(1 << 17, config.datagramBytes(true)))
                .imageLivenessTimeoutNs(config.livenessTimeoutNs())
                .publicationConnectionTimeoutNs(config.livenessTimeoutNs())
                .publicationLingerTimeoutNs(config.livenessTimeoutNs() / 4)
                .timerIntervalNs(config.livenessTimeoutNs() / 20)
                .clientLivenessTimeoutNs(neverNs)
                .publicationUnblockTimeoutNs(2 * neverNs);
    }

    @Override
    public void close() {
        driver.close();
        doorbell.close();
        IoUtil.delete(directory.toFile(), true);
    }

    /** Removes what processes left behind in {@code base} that do not run any more. */
    static void removeLeftovers(Path base) throws IOException {
        for (Path directory : candidates(base)) {
            Matcher name = NAME.matcher(String.valueOf(directory.getFileName()));
            boolean ours = name.matches() && Long.parseLong(name.group(1)) == pidSpace();
            if (ours && LocalProcess.startOf(Long.parseLong(name.group(2))) != Long.parseLong(name.group(3))) {
                IoUtil.delete(directory.toFile(), true);
            }
        }
    }

    private static List<Path> candidates(Path base) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(base, PREFIX + "*")) {
            entries.forEach(found::add);
        }
        return found;
    }

    /** What tells apart the process ids of containers that share this file system; 0 where there is no such thing. */
    private static long pidSpace() throws IOException {
        if (!Files.isSymbolicLink(PID_SPACE)) {
            return 0;
        }
        String target = Files.readSymbolicLink(PID_SPACE).toString().replaceAll("[^0-9]", "");
        return target.isEmpty() ? 0 : Long.parseLong(target);
    }
}
