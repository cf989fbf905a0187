package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.HostConnection;
import io.farpage.api.Prefetch;
import io.farpage.api.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a call needs for the stripes of {@code pages} pages at once: an op and a header for each fragment, scratch
 * memory for parity, and the ops that wait to be submitted, by host. Taken from a pool and reused, so that the data path
 * allocates nothing. Used by one thread at a time.
 */
final class StripeOps implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final int total;
    private final int scratchBytes;
    private final FragmentOp[] ops;
    private final @Nullable HostConnection[] askedOf;
    private final @Nullable HostConnection[] sentTo;
    private final int[] answersBefore;
    private final MemorySegment scratch;
    private final FragmentOp[] outgoing;
    private final @Nullable HostConnection[] waitingFor;
    private final PageState[] pages;
    private final Prefetch prefetch;
    private int waitingForCount;

    StripeOps(int pageCount, int total, int scratchBytes) {
        this.total = total;
        this.scratchBytes = scratchBytes;
        ops = new FragmentOp[pageCount * total];
        askedOf = new HostConnection[ops.length];
        sentTo = new HostConnection[ops.length];
        answersBefore = new int[ops.length];
        MemorySegment headers = arena.allocate((long) ops.length * FragmentHeader.BYTES, ALIGNMENT);
        for (int i = 0; i < ops.length; i++) {
            ops[i] = new FragmentOp(headers.asSlice((long) i * FragmentHeader.BYTES, FragmentHeader.BYTES));
        }
        scratch = arena.allocate(Math.max(ALIGNMENT, (long) pageCount * scratchBytes), ALIGNMENT);
        outgoing = new FragmentOp[ops.length];
        waitingFor = new HostConnection[ops.length];
        prefetch = new Prefetch(ops.length);
        pages = new PageState[pageCount];
        for (int i = 0; i < pageCount; i++) {
            pages[i] = new PageState();
        }
    }

    /** Progress of the page with number {@code i} in this call. */
    PageState page(int i) {
        return pages[i];
    }

    int pageCapacity() {
        return pages.length;
    }

    FragmentOp op(int page, int index) {
        return ops[page * total + index];
    }

    MemorySegment scratch() {
        return scratch;
    }

    /** Where the scratch memory of page {@code i} starts. */
    long scratchAt(int page) {
        return (long) page * scratchBytes;
    }

    /** Lets a pending op wait for {@link #submit}; without a connection it ends as unreachable at once. */
    void enqueue(int page, int index, @Nullable HostConnection connection) {
        askedOf[page * total + index] = connection;
        sentTo[page * total + index] = connection;
        if (connection == null) {
            op(page, index).complete(FragmentOp.Status.UNREACHABLE);
        }
    }

    /** Notes how often a host has answered before it is asked: for {@link #answersBefore}. */
    void noteAnswers(int page, int index, int answers) {
        answersBefore[page * total + index] = answers;
    }

    int answersBefore(int page, int index) {
        return answersBefore[page * total + index];
    }

    /** Hands everything that was enqueued for the first {@code pageCount} pages to its hosts, one call for each host. */
    void submit(int pageCount) {
        int end = pageCount * total;
        if (waitingForCount > 0 && noneUnderWay(end)) {
            waitingForCount = 0;
        }
        announceReads(end);
        for (int first = 0; first < end; first++) {
            HostConnection connection = askedOf[first];
            if (connection == null) {
                continue;
            }
            int count = 0;
            // The fragments of one page are at different hosts.
            int last = pageCount == 1 ? first + 1 : end;
            for (int i = first; i < last; i++) {
                if (connection.equals(askedOf[i])) {
                    outgoing[count++] = ops[i];
                    askedOf[i] = null;
                }
            }
            connection.submit(outgoing, count);
            if (anyPending(outgoing, count)) {
                waitFor(connection);
            }
        }
    }

    private void announceReads(int end) {
        for (int i = 0; i < end; i++) {
            HostConnection connection = askedOf[i];
            if (connection != null && ops[i].kind() == FragmentOp.Kind.READ) {
                connection.announce(ops[i], prefetch);
            }
        }
        prefetch.start();
    }

    /** Gives up an op that is pending at a host: it is over on return, and was not done or is. */
    void cancel(int page, int index) {
        HostConnection connection = sentTo(page, index);
        if (connection != null && op(page, index).isPending()) {
            connection.cancel(op(page, index));
        }
    }

    /** The connection that an op was last enqueued for: not always its peer's present one, which others may have replaced. */
    @Nullable
    HostConnection sentTo(int page, int index) {
        return sentTo[page * total + index];
    }

    /** Whether no op of the first {@code end} is pending at a host. */
    private boolean noneUnderWay(int end) {
        for (int i = 0; i < end; i++) {
            if (askedOf[i] == null && ops[i].isPending()) {
                return false;
            }
        }
        return true;
    }

    private static boolean anyPending(FragmentOp[] ops, int count) {
        for (int i = 0; i < count; i++) {
            if (ops[i].isPending()) {
                return true;
            }
        }
        return false;
    }

    private void waitFor(HostConnection connection) {
        for (int i = 0; i < waitingForCount; i++) {
            if (connection.equals(waitingFor[i])) {
                return;
            }
        }
        if (waitingForCount < waitingFor.length) {
            waitingFor[waitingForCount++] = connection;
        }
    }

    /** Lets the hosts that were asked go on with their answers, where their transport needs the caller's thread for that. */
    void poll() {
        for (int i = 0; i < waitingForCount; i++) {
            HostConnection connection = waitingFor[i];
            if (connection != null) {
                connection.poll();
            }
        }
    }

    /** Waits until none of the first {@code pageCount} pages has a pending op, at most {@code timeoutNs}. */
    boolean awaitAll(Threads threads, int pageCount, long timeoutNs) {
        return nonePending(pageCount) || threads.await(() -> polledNonePending(pageCount), timeoutNs);
    }

    private boolean polledNonePending(int pageCount) {
        poll();
        return nonePending(pageCount);
    }

    private boolean nonePending(int pageCount) {
        return !anyPending(ops, pageCount * total);
    }

    @Override
    public void close() {
        arena.close();
    }

    /** Where one page of a call stands. Masks have bit i for the member of index i. */
    static final class PageState {
        @Nullable
        GroupHandle handle;

        GroupHandle.@Nullable View view;
        long version;
        int slot;
        long asked;
        long have;
        long gone;
        long deadline;
        boolean timed;
        long candidates;
        int source;
        long overloaded;
        long unreachable;
        long bad;
        boolean waits;
        long retryAt;
        int tries;
        long pageDeadline;
        boolean overwritten;
        boolean refreshed;
        boolean markedLost;
        boolean settled;

        GroupHandle handle() {
            return Objects.requireNonNull(handle);
        }

        GroupHandle.View view() {
            return Objects.requireNonNull(view);
        }
    }
}
