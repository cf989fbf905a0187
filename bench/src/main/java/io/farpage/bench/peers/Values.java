package io.farpage.bench.peers;

import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * Random pages of a peer whose content says which page it is of and the how manieth write it was; every one that is read is checked, all of
 * it. Used by one thread.
 */
final class Values {
    /** Instead of a version. */
    static final long UNREADABLE = -2;

    private static final int WORDS = Peer.PAGE / Long.BYTES;
    private static final long TORN = -1;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int PAGE_WORD = 0;
    private static final int VERSION_WORD = 1;

    private final Peer peer;
    private final PageBatch batch = new PageBatch(Peer.MOST);
    private final MemorySegment frames;
    private final SplittableRandom random;
    /** The newest version of each page that was sent, and that was acknowledged; 0 is none. */
    private final long[] sent;

    private final long[] acknowledged;
    private final long[] lastBatch;
    private long batches;
    private long done;
    private long failed;
    private long missing;
    private long wrong;
    private String lastFailure = "";

    Values(Peer peer, Arena arena, int pages, long seed) {
        this.peer = peer;
        frames = arena.allocate((long) Peer.MOST * peer.frameBytes(), 64);
        random = new SplittableRandom(seed);
        sent = new long[pages];
        acknowledged = new long[pages];
        lastBatch = new long[pages];
    }

    /** Writes every page once, as many at once as may be. */
    void fill() {
        for (int page = 0; page < sent.length; ) {
            batch.clear();
            while (!batch.isFull() && page < sent.length) {
                add(page++);
            }
            write();
            requireDone();
        }
    }

    /** Reads or writes so many different pages at once; returns the nanoseconds that the peer took. */
    long run(boolean write, int count) {
        batch.clear();
        batches++;
        while (batch.size() < count) {
            int page = random.nextInt(sent.length);
            if (lastBatch[page] != batches) {
                lastBatch[page] = batches;
                add(page);
            }
        }
        return write ? write() : read();
    }

    /** The version of each page that can be read now; 0 where there is none, {@link #UNREADABLE} where that cannot be said now. */
    long[] readAll() {
        long[] found = new long[sent.length];
        for (int page = 0; page < sent.length; ) {
            batch.clear();
            while (!batch.isFull() && page < sent.length) {
                add(page++);
            }
            peer.read(batch);
            for (int i = 0; i < batch.size(); i++) {
                found[(int) batch.page(i)] = found(i);
            }
        }
        return found;
    }

    private long found(int i) {
        return switch (batch.result(i)) {
            case PageResult.Done done -> {
                long version = version(i);
                if (version == TORN || version > sent[(int) batch.page(i)]) {
                    wrong++;
                }
                yield Math.max(0, version);
            }
            case PageResult.Lost lost -> 0;
            default -> UNREADABLE;
        };
    }

    private void add(int page) {
        batch.add(page, frames, (long) batch.size() * peer.frameBytes());
    }

    private long write() {
        for (int i = 0; i < batch.size(); i++) {
            int page = (int) batch.page(i);
            long version = ++sent[page];
            make(i, page, version);
        }
        long begin = System.nanoTime();
        peer.write(batch);
        long ns = System.nanoTime() - begin;
        for (int i = 0; i < batch.size(); i++) {
            if (count(batch.result(i))) {
                int page = (int) batch.page(i);
                acknowledged[page] = sent[page];
            }
        }
        return ns;
    }

    private long read() {
        long begin = System.nanoTime();
        peer.read(batch);
        long ns = System.nanoTime() - begin;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.result(i) instanceof PageResult.Lost) {
                done++;
                missing++;
            } else if (count(batch.result(i))) {
                check((int) batch.page(i), version(i));
            }
        }
        return ns;
    }

    private boolean count(PageResult result) {
        if (result.isDone()) {
            done++;
            return true;
        }
        failed++;
        lastFailure = result.toString();
        return false;
    }

    private void check(int page, long version) {
        if (version == TORN || version > sent[page]) {
            wrong++;
        } else if (version < acknowledged[page]) {
            missing++;
        }
    }

    private void make(int i, long page, long version) {
        long at = batch.at(i);
        long start = start(page, version);
        for (int word = VERSION_WORD + 1; word < WORDS; word++) {
            frames.set(ValueLayout.JAVA_LONG, at + (long) word * Long.BYTES, start + word * MIX);
        }
        frames.setAtIndex(ValueLayout.JAVA_LONG, at / Long.BYTES + PAGE_WORD, page);
        frames.setAtIndex(ValueLayout.JAVA_LONG, at / Long.BYTES + VERSION_WORD, version);
    }

    private long version(int i) {
        long at = batch.at(i);
        long page = frames.getAtIndex(ValueLayout.JAVA_LONG, at / Long.BYTES + PAGE_WORD);
        long version = frames.getAtIndex(ValueLayout.JAVA_LONG, at / Long.BYTES + VERSION_WORD);
        boolean never = version == 0;
        long start = never ? 0 : start(page, version);
        long step = never ? 0 : MIX;
        long different = never ? page : page ^ batch.page(i);
        for (int word = VERSION_WORD + 1; word < WORDS; word++) {
            different |= frames.get(ValueLayout.JAVA_LONG, at + (long) word * Long.BYTES) ^ (start + word * step);
        }
        return different == 0 ? version : TORN;
    }

    private static long start(long page, long version) {
        return (page * MIX + version) * MIX;
    }

    /** What failed is no matter of chance when nothing was killed. */
    void requireDone() {
        if (failed > 0) {
            throw new IllegalStateException("a page failed though nothing was killed: " + lastFailure);
        }
    }

    /** Pages that were read or acknowledged. */
    long done() {
        return done;
    }

    /** Reads and writes that failed. */
    long failed() {
        return failed;
    }

    /** Reads that found nothing, or an older version than was acknowledged. */
    long missing() {
        return missing;
    }

    /** Reads that found what was never written to that page. */
    long wrong() {
        return wrong;
    }

    /** The newest version of each page that was acknowledged so far; versions count from 1. */
    long[] acknowledged() {
        return acknowledged.clone();
    }
}
