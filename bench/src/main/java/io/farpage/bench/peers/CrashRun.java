package io.farpage.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes in turns by one thread, each when it is due; servers are killed after a time, and in the end every page is read. What
 * is late makes the next late, and counts from when it was due.
 */
final class CrashRun {
    private static final long READ_PATIENCE_NS = 60_000_000_000L;
    private static final double MOMENT_SECONDS = 0.1;

    private final Plan plan;
    private final Peer peer;
    private final Values values;
    private final int killed;
    private final Histogram before = new Histogram(3);
    private final Histogram after = new Histogram(3);
    private final List<Long> momentDone = new ArrayList<>();
    private final List<Long> momentWorstNs = new ArrayList<>();
    private long lastDoneNs;
    private long longestGapNs;

    /**
     * The load.
     *
     * @param perSecond reads and writes that are due
     * @param secondsBefore until the kill
     * @param secondsAfter from the kill on
     */
    record Plan(int perSecond, double secondsBefore, double secondsAfter) {}

    CrashRun(Plan plan, Peer peer, Values values, int killed) {
        this.plan = plan;
        this.peer = peer;
        this.values = values;
        this.killed = killed;
    }

    CrashRow run(PeerKind kind) {
        long start = System.nanoTime();
        long killNs = start + (long) (plan.secondsBefore * 1e9);
        long endNs = killNs + (long) (plan.secondsAfter * 1e9);
        long stepNs = 1_000_000_000L / plan.perSecond;
        lastDoneNs = start;
        long[] acknowledged = values.acknowledged();
        @Nullable CompletableFuture<Void> operator = null;
        boolean write = false;
        for (long due = start; due < endNs && System.nanoTime() < endNs; due += stepNs) {
            awaitTime(due);
            if (operator == null && due >= killNs) {
                acknowledged = values.acknowledged();
                lastDoneNs = System.nanoTime();
                operator = CompletableFuture.runAsync(
                        this::killAndMend,
                        command -> Thread.ofPlatform().name("operator").start(command));
            }
            operate(write, start, due, operator != null);
            write = !write;
        }
        longestGapNs = Math.max(longestGapNs, endNs - lastDoneNs);
        if (operator != null) {
            operator.join();
        }
        return row(kind, acknowledged, finallyFound());
    }

    private void killAndMend() {
        try {
            peer.kill(killed);
            peer.mend();
        } catch (IOException e) {
            throw new UncheckedIOException("what was killed cannot be mended: " + e, e);
        }
    }

    private void operate(boolean write, long start, long due, boolean isKilled) {
        long doneBefore = values.done();
        values.run(write, 1);
        long now = System.nanoTime();
        if (values.done() == doneBefore) {
            return;
        }
        (isKilled ? after : before).recordValue(now - due);
        if (isKilled) {
            longestGapNs = Math.max(longestGapNs, now - lastDoneNs);
        }
        lastDoneNs = now;
        int moment = (int) ((due - start) / (MOMENT_SECONDS * 1e9));
        while (momentDone.size() <= moment) {
            momentDone.add(0L);
            momentWorstNs.add(0L);
        }
        momentDone.set(moment, momentDone.get(moment) + 1);
        momentWorstNs.set(moment, Math.max(momentWorstNs.get(moment), now - due));
    }

    private static void awaitTime(long dueNs) {
        for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** What can be read of each page once the service is back, or has had time enough. */
    private long[] finallyFound() {
        long begin = System.nanoTime();
        long[] found = values.readAll();
        while (Arrays.stream(found).anyMatch(version -> version == Values.UNREADABLE)
                && System.nanoTime() - begin < READ_PATIENCE_NS) {
            found = values.readAll();
        }
        return found;
    }

    private CrashRow row(PeerKind kind, long[] acknowledgedBefore, long[] found) {
        long[] acknowledgedAll = values.acknowledged();
        long acknowledged = 0;
        long lost = 0;
        long lostLater = 0;
        for (int page = 0; page < found.length; page++) {
            acknowledged += acknowledgedBefore[page];
            lost += Math.max(0, acknowledgedBefore[page] - Math.max(0, found[page]));
            lostLater +=
                    acknowledgedAll[page] > acknowledgedBefore[page] && found[page] < acknowledgedAll[page] ? 1 : 0;
        }
        return new CrashRow(
                "crash",
                kind.label(),
                kind.redundancy(),
                kind.survives(),
                killed,
                plan.perSecond,
                acknowledged,
                lost,
                lostLater,
                longestGapNs / 1e6,
                values.failed(),
                values.missing(),
                values.wrong(),
                before.getValueAtPercentile(50) / 1e3,
                before.getValueAtPercentile(99) / 1e3,
                after.getValueAtPercentile(50) / 1e3,
                after.getValueAtPercentile(99) / 1e3);
    }

    /** How it went, moment by moment. */
    List<CrashMoment> moments(PeerKind kind) {
        List<CrashMoment> moments = new ArrayList<>();
        for (int i = 0; i < momentDone.size(); i++) {
            moments.add(new CrashMoment(
                    kind.label(),
                    killed,
                    i * MOMENT_SECONDS - plan.secondsBefore,
                    momentDone.get(i),
                    momentWorstNs.get(i) / 1e6));
        }
        return moments;
    }
}
