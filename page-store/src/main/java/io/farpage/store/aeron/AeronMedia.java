package io.farpage.store.aeron;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.farpage.api.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * A process's part in Aeron: its media driver, unless that runs by itself, and its client, shared by all hosts and connections
 * of the process. Both run without threads of their own: one background task drives them and the hosts, and a thread that
 * waits for an answer drives them meanwhile, so that on the way of a request no thread waits for another of its process.
 * Thread-safe.
 */
public final class AeronMedia implements AutoCloseable {
    /** How long a media driver may take to make a stream. */
    static final long DRIVER_TIMEOUT_NS = 10_000_000_000L;

    /** After so many waits in vain each is so many times longer: only what datagrams do not tell has to wait for their end. */
    private static final int LONG_IDLE = 100;

    private static final int LONGER = 10;
    private static final long NS_PER_MS = 1_000_000;
    private static final long FOREVER_MS = Long.MAX_VALUE / 2_000_000;

    private final MediaConfig config;
    private final Threads threads;
    private final AeronCounters counters = new AeronCounters();
    private final Consumer<Throwable> errors;
    private final List<Participant> participants = new CopyOnWriteArrayList<>();
    private final ReentrantLock driving = new ReentrantLock();
    private final @Nullable EmbeddedDriver driver;
    private final Aeron aeron;
    private final AgentInvoker clientInvoker;
    private final Threads.Task task;
    private volatile boolean driven;
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean closed;

    /**
     * Starts it.
     *
     * @param errors is told of errors of Aeron, which its users otherwise notice as lost connections; called by any thread
     * @throws IllegalStateException when no media driver runs in the configured directory
     */
    public AeronMedia(MediaConfig config, Threads threads, Consumer<Throwable> errors) {
        this.config = config;
        this.threads = threads;
        this.errors = errors;
        Path external = config.externalDriver();
        if (external != null
                && !CommonContext.isDriverActive(external.toFile(), DRIVER_TIMEOUT_NS / NS_PER_MS, message -> {})) {
            throw new IllegalStateException("no media driver runs in " + external
                    + ": start one there, or configure none to have one in this process");
        }
        driver = external == null ? new EmbeddedDriver(config, this::onError) : null;
        Aeron.Context context = new Aeron.Context()
                .aeronDirectoryName(driver == null ? String.valueOf(external) : driver.aeronDirectory())
                .useConductorAgentInvoker(true)
                .driverTimeoutMs(driver == null ? DRIVER_TIMEOUT_NS / NS_PER_MS : FOREVER_MS)
                .errorHandler(this::onError)
                .subscriberErrorHandler(this::onError);
        if (driver != null) {
            context.driverAgentInvoker(driver.invoker());
        }
        try {
            aeron = Aeron.connect(context);
        } catch (RuntimeException e) {
            if (driver != null) {
                driver.close();
            }
            throw e;
        }
        clientInvoker = aeron.conductorAgentInvoker();
        task = threads.start("aeron", this::run);
    }

    /**
     * Removes what processes of this machine have left of their embedded drivers that were killed. Starting one does so too.
     *
     * @throws IOException when the directory that they are in cannot be read
     */
    public static void removeLeftovers() throws IOException {
        EmbeddedDriver.removeLeftovers(EmbeddedDriver.base());
    }

    /** What has been counted in this process. */
    public AeronCounters counters() {
        return counters;
    }

    MediaConfig config() {
        return config;
    }

    Threads threads() {
        return threads;
    }

    Aeron aeron() {
        return aeron;
    }

    void onError(Throwable error) {
        counters.increment(AeronCounter.ERRORS);
        errors.accept(error);
    }

    void add(Participant participant) {
        participants.add(participant);
    }

    void remove(Participant participant) {
        participants.remove(participant);
    }

    /** Sends and receives what there is, unless another thread is at it; returns how much was done. For who waits for an answer. */
    int work() {
        driven = true;
        return drive(false);
    }

    /** How often it has sent and received so far. */
    long rounds() {
        return rounds.get();
    }

    private int drive(boolean byTask) {
        if (closed || !driving.tryLock()) {
            return 0;
        }
        try {
            if (closed) {
                return 0;
            }
            // The driver makes files; an interrupt of the caller would close their channels in the middle.
            boolean interrupted = Thread.interrupted();
            int work = (driver == null ? 0 : driver.drive(byTask)) + clientInvoker.invoke();
            rounds.incrementAndGet();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return work;
        } finally {
            driving.unlock();
        }
    }

    /**
     * Waits until Aeron has made a publication or subscription.
     *
     * @throws io.aeron.exceptions.RegistrationException when it cannot, for instance because a port is in use
     * @throws IllegalStateException when it does not answer
     */
    <T> T awaitResource(long registrationId, LongFunction<@Nullable T> lookUp) {
        boolean made = threads.await(
                () -> {
                    work();
                    return lookUp.apply(registrationId) != null;
                },
                DRIVER_TIMEOUT_NS);
        T resource = lookUp.apply(registrationId);
        if (!made || resource == null) {
            throw new IllegalStateException(
                    "the media driver in " + aeron.context().aeronDirectoryName() + " does not answer; is it running?");
        }
        return resource;
    }

    private void run(Threads.Stop stop) {
        BackoffIdleStrategy parking = new BackoffIdleStrategy(
                config.idleSpins(), config.idleYields(), config.minParkNs(), config.maxParkNs());
        int inVain = 0;
        while (!stop.requested()) {
            if (driven && participants.stream().allMatch(Participant::worksForWaiters)) {
                driven = false;
                LockSupport.parkNanos(config.maxParkNs());
                continue;
            }
            int sentOrReceived = drive(true);
            int done = 0;
            for (Participant participant : participants) {
                try {
                    done += participant.work();
                } catch (RuntimeException e) {
                    onError(e);
                }
            }
            if (done > 0) {
                inVain = 0;
                parking.reset();
            } else if (sentOrReceived == 0) {
                // The heartbeats of idle streams, which the driver counts as work, do not start it over.
                inVain++;
                idle(parking, inVain);
            }
        }
    }

    /** Waits for a datagram; backs off instead while other threads drive, which see datagrams by themselves and would be disturbed. */
    private void idle(BackoffIdleStrategy parking, int inVain) {
        if (driver == null || driven) {
            driven = false;
            parking.idle();
        } else {
            driver.await(Math.max(1, config.maxParkNs() / NS_PER_MS) * (inVain < LONG_IDLE ? 1 : LONGER));
        }
    }

    /** Ends all hosts and connections that use it, then Aeron; leaves no thread and no file. */
    @Override
    public void close() {
        List.copyOf(participants).reversed().forEach(Participant::close); // Connections before the hosts they speak to.
        task.close();
        driving.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            aeron.close();
            if (driver != null) {
                driver.close();
            }
        } finally {
            driving.unlock();
        }
    }
}
