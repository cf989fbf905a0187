package io.farpage.chaos.sim;

import io.farpage.api.CommitNeededException;
import io.farpage.api.PageLostException;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.chaos.PageContent;
import io.farpage.pager.AccessPattern;
import io.farpage.pager.PagerConfig;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteMemory;
import io.farpage.pager.RemoteRegion;
import io.farpage.replication.LeastUsedPlacement;
import io.farpage.replication.Peers;
import io.farpage.replication.Regions;
import io.farpage.replication.StripeConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A program that owns the region: some threads that read, write and flush pages of their own, and check what they read. */
final class SimOwner {
    static final String REGION = "r";
    static final int PAGES = 48;
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES_PER_GROUP = 24;
    private static final int SPARE_SLOTS = 64;
    private static final int UNCOMMITTED_PAGES = PAGES / 2;
    private static final int PROGRAMS = 3;
    private static final int LOCAL_PAGES = 16;
    private static final int MAX_THOUGHT_NS = 100_000_000;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final StripeConfig STRIPES = new StripeConfig(2_000_000, 200_000_000, 800_000_000, 1_000_000, 16);

    private final SimProcess process;
    private final SimWorld world;
    private final RemoteMemory memory;
    private final ByteBuffer bytes = ByteBuffer.allocate(PAGE_BYTES);
    /** The newest write of each page that has ended: only those are what a flush that begins now acknowledges. */
    private final long[] written = new long[PAGES];

    private int writing;
    private boolean committing;
    private boolean superseded;
    private boolean contested;
    private boolean wroteLate;

    SimOwner(SimProcess process, SimWorld world) {
        this.process = process;
        this.world = world;
        PlacementDirectory directory = world.directory().of(process);
        Peers peers = new Peers(world.network().of(process), directory);
        long fragmentBytes = PAGE_BYTES / world.redundancy().data();
        Regions regions = new Regions(
                directory,
                peers,
                process,
                new LeastUsedPlacement(),
                new Regions.Config(
                        process.name(), (PAGES_PER_GROUP + SPARE_SLOTS) * (fragmentBytes + 32), LEASE, STRIPES));
        memory = new RemoteMemory(
                regions,
                process,
                PagerConfig.DEFAULT
                        .withLocalBytes((long) LOCAL_PAGES * PAGE_BYTES)
                        .withBatchPages(4)
                        .withReadAheadPages(2)
                        .withRetryTimeout(Duration.ofHours(1)));
    }

    static StripeConfig stripes() {
        return STRIPES;
    }

    SimProcess process() {
        return process;
    }

    /** From now on somebody else owns the region: nothing that this one writes may be acknowledged any more. */
    void supersede() {
        superseded = true;
    }

    /** From now on somebody else tries to own the region. */
    void contest() {
        contested = true;
    }

    /** Makes the region. */
    RemoteRegion create() {
        RegionOptions options = RegionOptions.DEFAULT.withRedundancy(world.redundancy());
        return readingAhead(memory.create(
                REGION,
                (long) PAGES * PAGE_BYTES,
                world.commits() == null ? options : options.withCommits((long) UNCOMMITTED_PAGES * PAGE_BYTES)));
    }

    /** Takes the region over as soon as that is possible, and compares all of it with what it may be. */
    RemoteRegion takeOver() {
        RemoteRegion region = attach();
        world.owns(this);
        SimCommits commits = world.commits();
        if (commits != null) {
            checkCommit(region, commits);
        }
        for (int page = 0; page < PAGES; page++) {
            checkFound(region, page);
            written[page] = world.history(page).newest();
        }
        return region;
    }

    /**
     * The same when all pages of some groups are lost: exactly these must be reported, unless there never was anything in them. Then a
     * handler that knows what they held makes them anew.
     */
    void takeOverWithout(Set<Integer> lostGroups) {
        RemoteRegion region = attach();
        world.owns(this);
        List<Integer> reported = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            boolean lost = lostGroups.contains(page / world.pagesPerGroup());
            try {
                checkFound(region, page);
                if (lost && !world.history(page).mayBeUnwritten()) {
                    world.violation("page " + page + " can be read and must be lost");
                }
            } catch (PageLostException e) {
                reported.add(page);
                if (!lost) {
                    world.violation("page " + page + " is reported as lost and is not: " + e.getMessage());
                }
            }
        }
        makeAnew(region, reported);
    }

    private void makeAnew(RemoteRegion region, List<Integer> lost) {
        boolean stored = world.commits() == null;
        Map<Integer, Long> stamps = new HashMap<>();
        for (int page : lost) {
            long stamp = world.nextStamp();
            stamps.put(page, stamp);
            if (stored) {
                world.history(page).begin(stamp);
                written[page] = stamp;
            }
        }
        region.onLoss((offset, into) -> {
            int page = (int) (offset / PAGE_BYTES);
            Long stamp = stamps.get(page);
            if (stamp != null) {
                PageContent.fill(into.asByteBuffer(), page, stamp, 0);
            }
            return stamp != null;
        });
        stamps.forEach((page, stamp) -> {
            region.read((long) page * PAGE_BYTES, bytes.clear());
            if (PageContent.firstMismatch(bytes.clear(), page, stamp, 0) >= 0) {
                world.violation("page " + page + " is not as the loss handler made it");
            }
        });
        if (stored) {
            flush(region);
        }
    }

    /** The region is as one commit left it, all of it; from now on each page is what it was in that. */
    private void checkCommit(RemoteRegion region, SimCommits commits) {
        byte[] all = new byte[PAGES * PAGE_BYTES];
        region.read(0, ByteBuffer.wrap(all));
        long[] found = commits.decide(stamps -> IntStream.range(0, PAGES)
                .allMatch(page -> PageContent.firstMismatch(
                                ByteBuffer.wrap(all, page * PAGE_BYTES, PAGE_BYTES)
                                        .slice(),
                                page,
                                stamps[page],
                                0)
                        < 0));
        if (found == null) {
            world.violation("the region is none of its commits after " + process.name() + " took over");
            return;
        }
        for (int page = 0; page < PAGES; page++) {
            long stamp = found[page];
            world.history(page).decide(each -> each == stamp);
        }
    }

    private void checkFound(RemoteRegion region, int page) {
        region.read((long) page * PAGE_BYTES, bytes.clear());
        if (!world.history(page).decide(stamp -> PageContent.firstMismatch(bytes.clear(), page, stamp, 0) < 0)) {
            world.violation("page " + page + " is none of the writes " + world.history(page) + " after "
                    + process.name() + " took over");
        }
    }

    private RemoteRegion attach() {
        while (true) {
            try {
                return readingAhead(memory.attach(REGION));
            } catch (RegionException e) {
                process.await(() -> false, 100_000_000); // Somebody has the lease still, or too few answer.
            }
        }
    }

    /** Always, and not by trend: trends go by the numbers of threads, which are not the same in each run of a seed. */
    private static RemoteRegion readingAhead(RemoteRegion region) {
        region.expect(AccessPattern.SEQUENTIAL);
        return region;
    }

    /** Starts the program's threads. */
    void work(RemoteRegion region) {
        for (int program = 0; program < PROGRAMS; program++) {
            int self = program;
            process.start(
                    "program",
                    stop -> run(
                            self, region, new Random(world.scheduler().random().nextLong())));
        }
    }

    private void run(int self, RemoteRegion region, Random random) {
        ByteBuffer own = ByteBuffer.allocate(PAGE_BYTES);
        try {
            while (world.isWorking()) {
                int page = random.nextInt(PAGES / PROGRAMS) * PROGRAMS + self;
                int choice = random.nextInt(20);
                if (choice < 9) {
                    write(region, page, own);
                } else if (choice < 19) {
                    read(region, page, own);
                } else if (world.commits() != null && random.nextBoolean()) {
                    commit(region);
                } else {
                    flush(region);
                }
                world.operationEnded();
                process.await(() -> false, random.nextInt(MAX_THOUGHT_NS));
            }
        } catch (RegionFencedException e) {
            if (!contested) {
                world.violation(process.name() + " was fenced although nobody took over: " + e.getMessage());
            }
        }
    }

    private void write(RemoteRegion region, int page, ByteBuffer own) {
        long stamp = world.nextStamp();
        PageContent.fill(own.clear(), page, stamp, 0);
        while (!tryWrite(region, page, stamp, own)) {
            commit(region);
        }
    }

    /** False when too much has changed since the last commit. */
    private boolean tryWrite(RemoteRegion region, int page, long stamp, ByteBuffer own) {
        process.await(() -> !committing, Long.MAX_VALUE);
        boolean late = superseded;
        boolean commits = world.commits() != null;
        if (!late && !commits) {
            world.history(page).begin(stamp);
        }
        writing++;
        try {
            region.write((long) page * PAGE_BYTES, own.clear());
        } catch (CommitNeededException e) {
            return false;
        } finally {
            writing--;
        }
        if (!superseded && commits) {
            world.history(page).begin(stamp); // Nobody finds it before it is committed.
        }
        written[page] = stamp;
        wroteLate |= late;
        return true;
    }

    /** Commits while nobody writes, so that it is known what is in it. */
    void commit(RemoteRegion region) {
        process.await(() -> !committing, Long.MAX_VALUE);
        committing = true;
        try {
            process.await(() -> writing == 0, Long.MAX_VALUE);
            commitAlone(region, Objects.requireNonNull(world.commits()));
        } finally {
            committing = false;
        }
    }

    private void commitAlone(RemoteRegion region, SimCommits commits) {
        long[] stamps = new long[PAGES];
        for (int page = 0; page < PAGES; page++) {
            stamps[page] = world.history(page).newest();
        }
        boolean late = wroteLate;
        if (!superseded) {
            commits.begin(stamps);
        }
        try {
            region.commit();
        } catch (RegionFencedException e) {
            throw e;
        } catch (RegionException e) {
            return; // The metadata group is down; the next commit settles it.
        }
        if (late) {
            world.violation("what " + process.name() + " wrote after somebody else took over was committed");
        }
        if (!superseded) {
            commits.succeed(stamps);
            for (int page = 0; page < PAGES; page++) {
                world.history(page).acknowledge(stamps[page]);
            }
        }
    }

    private void read(RemoteRegion region, int page, ByteBuffer own) {
        long expected = world.history(page).newest();
        boolean owned = !superseded;
        region.read((long) page * PAGE_BYTES, own.clear());
        if (owned && !superseded && PageContent.firstMismatch(own.clear(), page, expected, 0) >= 0) {
            world.violation("page " + page + " is not as write " + expected + " left it, for " + process.name());
        }
    }

    /** Everything that was written before it began is acknowledged when it ends. */
    void flush(RemoteRegion region) {
        long[] stamps = written.clone();
        boolean late = wroteLate;
        region.flush();
        if (late) {
            world.violation("what " + process.name() + " wrote after somebody else took over was acknowledged");
        }
        // What is found next is what was committed, where there are commits.
        for (int page = 0; page < PAGES && !superseded && world.commits() == null; page++) {
            world.history(page).acknowledge(stamps[page]);
        }
    }
}
