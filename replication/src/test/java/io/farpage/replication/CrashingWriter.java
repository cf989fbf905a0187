package io.farpage.replication;

import io.farpage.api.FragmentOp;
import io.farpage.api.HostRef;
import io.farpage.api.PageResult;
import io.farpage.replication.HookedTransport.Crash;
import io.farpage.replication.HookedTransport.Fate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Ends a process in the middle of what it sends. */
final class CrashingWriter {
    private CrashingWriter() {}

    /**
     * Writes in a process that dies while it waits: the fragments of the hosts that {@code reached} accepts are stored, the
     * others are not.
     *
     * @return whether the write was acknowledged, because all fragments were stored
     */
    static boolean write(
            TestCluster cluster, HookedTransport transport, Predicate<HostRef> reached, Supplier<PageResult> write) {
        transport.onOp(
                (host, op) -> op.kind() == FragmentOp.Kind.READ || reached.test(host) ? Fate.PASS : Fate.SWALLOW);
        cluster.threads.whileWaiting(() -> {
            throw new Crash();
        });
        try {
            return write.get().isDone();
        } catch (Crash e) {
            return false;
        } finally {
            cluster.threads.whileWaiting(() -> {});
        }
    }

    /** Lets a process die when it is about to send its {@code step}-th write, counted from 0. */
    static void dieAtWrite(HookedTransport transport, int step) {
        int[] sent = {0};
        transport.onOp((host, op) -> {
            if (op.kind() != FragmentOp.Kind.READ && sent[0]++ == step) {
                throw new Crash();
            }
            return Fate.PASS;
        });
    }
}
