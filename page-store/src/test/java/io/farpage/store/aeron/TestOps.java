package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.api.contract.TestClient;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Batches of ops on slots 0 and up of a slab that was admitted as {@code spec}; what slot i holds is page i, version i + 1. */
record TestOps(Arena arena, SlabSpec spec) {
    FragmentOp[] writes(long slab, int count) {
        FragmentOp[] ops = new FragmentOp[count];
        for (int i = 0; i < count; i++) {
            MemorySegment payload = arena.allocate(spec.payloadBytes(), 64);
            ops[i] = new FragmentOp(arena.allocate(FragmentHeader.BYTES, 8));
            TestClient.fill(ops[i].header(), payload, 0, spec, i, AeronPair.version(i + 1), spec.generation());
            ops[i].write(Kind.WRITE, slab, i, spec.epoch(), spec.generation(), payload, 0, spec.payloadBytes());
        }
        return ops;
    }

    FragmentOp[] reads(long slab, int count) {
        FragmentOp[] ops = new FragmentOp[count];
        for (int i = 0; i < count; i++) {
            ops[i] = new FragmentOp(arena.allocate(FragmentHeader.BYTES, 8))
                    .read(slab, i, arena.allocate(spec.payloadBytes(), 64), 0, spec.payloadBytes());
        }
        return ops;
    }

    static void runAll(Threads threads, HostConnection connection, FragmentOp[] ops) {
        connection.submit(ops, ops.length);
        for (FragmentOp op : ops) {
            TestClient.await(connection, threads, op);
        }
        assertThat(ops).extracting(FragmentOp::status).containsOnly(Status.OK);
    }

    static boolean noneIsPending(FragmentOp[] ops) {
        return Arrays.stream(ops).noneMatch(FragmentOp::isPending);
    }

    static long admit(HostConnection connection, SlabSpec spec) {
        Reply<Long> reply = connection.admit(spec);
        assertThat(reply).isInstanceOf(Reply.Done.class);
        return ((Reply.Done<Long>) reply).value();
    }
}
