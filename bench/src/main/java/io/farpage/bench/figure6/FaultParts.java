package io.farpage.bench.figure6;

import io.farpage.api.BackingStore;
import io.farpage.api.Crc32c;
import io.farpage.api.PageBatch;
import io.farpage.api.Redundancy;
import io.farpage.bench.measure.BareCopy;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.TimedWork;
import io.farpage.bench.measure.Turns;
import io.farpage.bench.pager.RandomAccesses;
import io.farpage.bench.pager.RegionMemory;
import io.farpage.pager.RemoteRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Figure 6(b): where the time of a fault goes, by doing more and more of it: copies of fragments from cold memory, their checksums, the
 * read of a page's stripe, the fault. What one takes beyond the one before is its part.
 */
final class FaultParts {
    private static final int PAGE = 4096;

    private final int turns;
    private final int turnMs;

    FaultParts(int turns, int turnMs) {
        this.turns = turns;
        this.turnMs = turnMs;
    }

    /** Measures the region of that name, which nobody has open. */
    List<FaultPart> measure(BenchCluster cluster, String name, long localBytes, Redundancy redundancy) {
        double stripe;
        double copies;
        double checksums;
        try (Arena arena = Arena.ofShared();
                BackingStore store = cluster.client().regions().attach(name);
                BareCopy fragments = new BareCopy(PAGE / redundancy.data(), redundancy.data(), redundancy.total())) {
            MemorySegment page = arena.allocate(PAGE, PAGE);
            List<Turns> results = Turns.take(
                    turns,
                    work(() -> fragments.read(RandomAccesses.AT_ONCE)),
                    work(() -> checksums(page, redundancy.data())),
                    work(readsOf(store, arena)));
            copies = results.get(0).medianNs();
            checksums = results.get(1).medianNs();
            stripe = results.get(2).medianNs();
        }
        double fault;
        try (RemoteRegion region = cluster.client().memory().attach(name, localBytes)) {
            TimedWork faults = work(
                    new RandomAccesses(new RegionMemory(region), region.length(), RandomAccesses.AT_ONCE, false, 0));
            fault = Turns.take(turns, faults).getFirst().medianNs();
        }
        List<FaultPart> parts = new ArrayList<>();
        add(parts, "copying " + redundancy.data() + " fragments", copies, fault);
        add(parts, "checksums", checksums, fault);
        add(parts, "the rest of the stripe", stripe - copies - checksums, fault);
        add(parts, "page table, frames, eviction", fault - stripe, fault);
        return parts;
    }

    private TimedWork work(Runnable work) {
        return new TimedWork(turnMs, RandomAccesses.AT_ONCE, work);
    }

    private static void add(List<FaultPart> parts, String part, double ns, double fault) {
        parts.add(new FaultPart(part, ns, ns / fault));
    }

    private static void checksums(MemorySegment page, int fragments) {
        int sum = 0;
        for (int i = 0; i < RandomAccesses.AT_ONCE * fragments; i++) {
            sum += Crc32c.of(page, (long) i % fragments * (PAGE / fragments), PAGE / fragments);
        }
        page.set(ValueLayout.JAVA_INT, 0, sum); // So that it is not left out.
    }

    private static Runnable readsOf(BackingStore store, Arena arena) {
        MemorySegment frame = arena.allocate(store.frameBytes(), 64);
        PageBatch batch = new PageBatch(1);
        SplittableRandom random = new SplittableRandom(3);
        return () -> {
            for (int i = 0; i < RandomAccesses.AT_ONCE; i++) {
                batch.clear();
                batch.add(random.nextLong(store.spec().pageCount()), frame, 0);
                store.read(batch);
                if (!batch.result(0).isDone()) {
                    throw new IllegalStateException(batch.result(0).toString());
                }
            }
        };
    }
}
