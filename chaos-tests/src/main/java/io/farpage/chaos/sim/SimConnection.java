package io.farpage.chaos.sim;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.SlabSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One process's connection to one incarnation of a host. What is under way when it is closed comes to nothing. */
final class SimConnection implements HostConnection {
    private static final long CONTROL_TIMEOUT_NS = 1_000_000_000;

    private final SimNetwork network;
    private final SimProcess process;
    private final HostRef ref;
    private final List<SimMessage> pending = new ArrayList<>();
    private boolean closed;
    private boolean ended;

    SimConnection(SimNetwork network, SimProcess process, HostRef ref) {
        this.network = network;
        this.process = process;
        this.ref = ref;
    }

    @Override
    public HostRef host() {
        return ref;
    }

    private boolean isOver() {
        return closed || process.isKilled();
    }

    @Override
    public void submit(FragmentOp[] ops, int count) {
        for (int i = 0; i < count; i++) {
            SimHost host = isOver() ? null : network.find(ref);
            if (host == null) {
                ops[i].complete(Status.UNREACHABLE);
            } else {
                SimMessage message = new SimMessage(ops[i], network.memory());
                pending.add(message);
                send(message, host);
                if (network.comesTwice()) {
                    send(message, host);
                }
            }
        }
    }

    private void send(SimMessage message, SimHost host) {
        int id = ref.host().value();
        if (network.passes(process, id, true)) {
            network.scheduler().after(network.delayNs(host), () -> arrive(message, host));
        }
    }

    /** At the host: what the dead do not do, and what comes over a closed connection, is not done. */
    private void arrive(SimMessage message, SimHost host) {
        if (isOver()) {
            return;
        }
        if (host.hungUntilNs() > network.scheduler().nowNs()) {
            network.scheduler().after(network.delayNs(host), () -> arrive(message, host));
            return;
        }
        network.scheduler().happened(message.hashOfRequest());
        FragmentOp done = host.overloadedUntilNs() > network.scheduler().nowNs()
                ? message.refuse(network.memory())
                : message.execute(host.host(), network.memory());
        if (network.passes(process, ref.host().value(), false)) {
            network.scheduler().after(network.delayNs(host), () -> {
                if (!isOver() && pending.remove(message)) {
                    message.answer(done);
                }
            });
        }
    }

    @Override
    public void cancel(FragmentOp op) {
        for (SimMessage message : List.copyOf(pending)) {
            if (message.isOf(op)) {
                pending.remove(message);
                op.complete(Status.CANCELLED);
            }
        }
    }

    @Override
    public void close() {
        if (closed) {
            process.await(() -> ended, CONTROL_TIMEOUT_NS);
            return;
        }
        closed = true;
        process.await(
                () -> false, network.farewellNs()); // As long as it takes to be sure that the host does nothing more.
        ended = true;
        for (SimMessage message : List.copyOf(pending)) {
            message.fail();
        }
        pending.clear();
    }

    @Override
    public Reply<Long> admit(SlabSpec spec) {
        return ask(h -> h.host().admit(spec));
    }

    @Override
    public Reply<Boolean> release(long slab) {
        return ask(h -> h.host().release(slab));
    }

    @Override
    public Reply<Integer> fence(long slab, int epoch, int generation) {
        return ask(h -> h.host().fence(slab, epoch, generation));
    }

    @Override
    public Reply<Integer> scan(long slab, MemorySegment into) {
        // A host that answers late must not write to memory that the caller has back.
        MemorySegment headers = Arena.ofAuto().allocate(into.byteSize(), Long.BYTES);
        Reply<Integer> reply = ask(h -> h.host().scan(slab, headers));
        into.copyFrom(headers);
        return reply;
    }

    @Override
    public Reply<HostStats> stats() {
        return ask(h -> h.host().stats());
    }

    /** A control request: sent again until it is answered or given up, done once. */
    private <T> Reply<T> ask(Function<SimHost, Reply<T>> question) {
        SimHost host = isOver() ? null : network.find(ref);
        if (host != null) {
            Control<T> control = new Control<>(question, host);
            control.send();
            process.await(() -> control.reply != null || closed, CONTROL_TIMEOUT_NS);
            control.givenUp = true;
            if (control.reply != null) {
                return control.reply;
            }
        }
        return new Reply.Failed<>(Reply.Failure.UNREACHABLE, ref + " does not answer");
    }

    private final class Control<T> {
        private static final long RESEND_NS = 100_000_000;
        private final Function<SimHost, Reply<T>> question;
        private final SimHost host;
        private @Nullable Reply<T> done;
        private @Nullable Reply<T> reply;
        private boolean givenUp;

        Control(Function<SimHost, Reply<T>> question, SimHost host) {
            this.question = question;
            this.host = host;
        }

        void send() {
            if (givenUp || isOver()) {
                return;
            }
            int id = ref.host().value();
            if (network.passes(process, id, true)) {
                network.scheduler().after(network.delayNs(host), this::arrive);
            }
            network.scheduler().after(RESEND_NS, this::send);
        }

        private void arrive() {
            if (isOver() || !host.isAlive()) {
                return;
            }
            if (host.hungUntilNs() > network.scheduler().nowNs()) {
                network.scheduler().after(network.delayNs(host), this::arrive);
                return;
            }
            done = done == null ? question.apply(host) : done;
            Reply<T> answer = done;
            if (network.passes(process, ref.host().value(), false)) {
                network.scheduler().after(network.delayNs(host), () -> reply = answer);
            }
        }
    }
}
