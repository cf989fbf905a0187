package io.farpage.chaos.sim;

import io.farpage.api.DirectoryException;
import io.farpage.api.PlacementDirectory;
import io.farpage.metadata.ClusterState;
import io.farpage.metadata.LocalDirectory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The metadata group: the real state machine, behind a network that delays calls and loses answers. While it is down nobody is answered; when
 * it comes back it goes on from a snapshot of its state.
 */
final class SimDirectory {
    private static final int MAX_DELAY_NS = 2_000_000;
    private static final long TIMEOUT_NS = 1_000_000_000;

    private final Scheduler scheduler;
    private ClusterState state = new ClusterState();
    private PlacementDirectory directory;
    private boolean down;
    private double lostAnswers;
    private long aheadNs;

    SimDirectory(Scheduler scheduler) {
        this.scheduler = scheduler;
        directory = new LocalDirectory(state, this::nowNs);
    }

    void setDown(boolean isDown) {
        if (down && !isDown) {
            state = ClusterState.restore(state.snapshot());
            directory = new LocalDirectory(state, this::nowNs);
        }
        down = isDown;
    }

    boolean isDown() {
        return down;
    }

    private long nowNs() {
        return scheduler.nowNs() + aheadNs;
    }

    /** The clock of its leader is ahead by so much more from now on. */
    void advanceClock(long byNs) {
        aheadNs += byNs;
    }

    /** From now on that part of all calls is done, and their answers are lost. */
    void loseAnswers(double part) {
        lostAnswers = part;
    }

    /** The group as it is, asked without a network: for who watches. */
    PlacementDirectory asItIs() {
        return directory;
    }

    /** The group as a process reaches it. */
    PlacementDirectory of(SimProcess process) {
        return (PlacementDirectory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PlacementDirectory.class},
                (proxy, method, arguments) -> call(process, method, arguments == null ? new Object[0] : arguments));
    }

    private Object call(SimProcess process, Method method, Object[] arguments) throws Throwable {
        process.await(() -> false, scheduler.random().nextInt(MAX_DELAY_NS));
        if (down) {
            process.await(() -> !down, TIMEOUT_NS);
        }
        if (down) {
            throw unavailable("the metadata group is down");
        }
        Object answer;
        try {
            answer = method.invoke(directory, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        scheduler.happened(method.getName().hashCode());
        process.await(() -> false, scheduler.random().nextInt(MAX_DELAY_NS));
        if (scheduler.random().nextDouble() < lostAnswers) {
            throw unavailable("the metadata group did not answer in time");
        }
        return answer;
    }

    private static DirectoryException unavailable(String why) {
        return new DirectoryException(DirectoryException.Reason.UNAVAILABLE, why);
    }
}
