package io.farpage.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostId;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Version;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** The memory host beside a map that says what it should hold. */
class MemoryHostModelTest {
    private static final HostRef REF = new HostRef(new HostId(4), 2);
    private static final int SLOTS = 3;
    private static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(9), 1), 2, 2, SLOTS, 64);
    private static final int FITS = 3;

    /** One step; every number is taken modulo what there is. */
    record Step(int what, int slab, int slot, int counter, int epoch, int generation) {}

    /** What one slab should hold: the version of each slot, 0 for none, and what it accepts. */
    private static final class ModelSlab {
        final long[] versions = new long[SLOTS];
        int epoch = SPEC.epoch();
        int generation = SPEC.generation();
    }

    private final Map<Long, ModelSlab> model = new HashMap<>();

    @Property(tries = 300)
    void doesWhatTheModelSays(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        model.clear();
        long capacityBytes = FITS * SPEC.lengthBytes() + 17;
        try (Arena arena = Arena.ofConfined();
                TestThreads threads = new TestThreads();
                MemoryHost host = new MemoryHost(REF, capacityBytes)) {
            TestClient client = new TestClient(host, threads, arena, SPEC);
            MemorySegment headers = arena.allocate(SLOTS * 32L);
            for (Step step : steps) {
                take(step, host, client);
                for (long slab = 1; slab <= 6; slab++) {
                    check(slab, host, client, headers);
                }
                assertThat(host.stats().orNull())
                        .isEqualTo(new HostStats(REF, capacityBytes, model.size() * SPEC.lengthBytes(), model.size()));
            }
        }
    }

    private void take(Step step, MemoryHost host, TestClient client) {
        switch (step.what) {
            case 0 -> {
                Long slab = host.admit(SPEC).orNull();
                assertThat(slab == null).isEqualTo(model.size() == FITS);
                if (slab != null) {
                    assertThat(model).doesNotContainKey(slab);
                    model.put(slab, new ModelSlab());
                }
            }
            case 1 -> {
                assertThat(host.release(step.slab).orNull()).isTrue();
                model.remove((long) step.slab);
            }
            case 2, 3 -> fence(step, host.fence(step.slab, step.epoch, step.generation));
            default -> write(step, client);
        }
    }

    private void fence(Step step, Reply<Integer> reply) {
        ModelSlab slab = model.get((long) step.slab);
        if (slab == null) {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Failed.class, f -> assertThat(f.failure()).isEqualTo(Failure.NO_SUCH_SLAB));
        } else if (slab.epoch > step.epoch) {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Failed.class, f -> assertThat(f.failure()).isEqualTo(Failure.FENCED));
        } else {
            slab.epoch = step.epoch;
            slab.generation = Math.max(slab.generation, step.generation);
            assertThat(reply.orNull()).isEqualTo(slab.epoch);
        }
    }

    private void write(Step step, TestClient client) {
        ModelSlab slab = model.get((long) step.slab);
        long version = Version.of(1, step.counter);
        Kind kind = step.what % 2 == 0 ? Kind.WRITE : Kind.WRITE_IF_NEWER;
        Status expected;
        if (slab == null || step.slot >= SLOTS) {
            expected = Status.NO_SUCH_SLAB;
        } else if (step.epoch < slab.epoch || step.generation < slab.generation) {
            expected = Status.FENCED;
        } else if (slab.versions[step.slot] > version) {
            expected = Status.SUPERSEDED;
        } else {
            expected = Status.OK;
            slab.versions[step.slot] = version;
        }
        assertThat(client.write(kind, step.slab, step.slot, step.counter, version, step.epoch, step.generation))
                .isEqualTo(expected);
        if (slab != null && expected == Status.FENCED) {
            assertThat(client.op().refusingEpoch()).isEqualTo(slab.epoch);
            assertThat(client.op().refusingGeneration()).isEqualTo(slab.generation);
        }
    }

    private void check(long id, MemoryHost host, TestClient client, MemorySegment headers) {
        ModelSlab slab = model.get(id);
        assertThat(host.scan(id, headers).orNull()).isEqualTo(slab == null ? null : SLOTS);
        for (int slot = 0; slot < SLOTS; slot++) {
            Status status = client.read(id, slot);
            if (slab == null) {
                assertThat(status).isEqualTo(Status.NO_SUCH_SLAB);
                continue;
            }
            assertThat(status).isEqualTo(Status.OK);
            long version = slab.versions[slot];
            assertThat(version == 0 ? client.sawFree() : client.saw(Version.counter(version), version))
                    .isTrue();
            assertThat(headers.asSlice(slot * 32L, FragmentHeader.BYTES)
                            .mismatch(client.op().header()))
                    .isEqualTo(-1);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> small = Arbitraries.integers().between(1, 5);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(0, SLOTS),
                        Arbitraries.integers().between(1, 8),
                        small,
                        small)
                .as(Step::new)
                .list();
    }
}
