package io.farpage.replication;

import io.farpage.api.HostConnection;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PageResult;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One slab group as the region's owner knows it: its newest known generation and its free slots. Thread-safe; views are
 * replaced whole.
 */
final class GroupHandle {
    private final PlacementDirectory directory;
    private final Peers peers;
    private final Redundancy redundancy;
    private final int epoch;
    private final SlotAllocator slots;
    private volatile View view;
    private volatile boolean outdated;

    GroupHandle(PlacementDirectory directory, Peers peers, Redundancy redundancy, int epoch, SlabGroup group) {
        this.directory = directory;
        this.peers = peers;
        this.redundancy = redundancy;
        this.epoch = epoch;
        this.slots = new SlotAllocator(group.slotCount());
        this.view = new View(group, peers);
    }

    SlotAllocator slots() {
        return slots;
    }

    View view() {
        return view;
    }

    /** Says that a member does not hold its slab any more: there must be a newer generation. */
    void noteOutdated() {
        outdated = true;
    }

    /** Whether there is a newer generation than {@link #view}, as far as is known. */
    boolean isOutdated() {
        return outdated;
    }

    /** Asks the directory for the newest generation. */
    View refresh() {
        Optional<SlabGroup> current = directory.group(view.group.id());
        return adopt(current.orElseThrow(() ->
                new RegionException(view.group.id() + " is not in the directory any more: the region was deleted")));
    }

    /**
     * As {@link #remove}, unless fewer than k would be left that hold everything and answer now, or fewer than {@code leastStoring}
     * that store. One that does not answer may be dead, and what is taken away beside it would be lost. Asks them; blocks.
     *
     * @return the newest view, whether or not it was changed
     */
    View removeIfSpared(View seen, long mask, int leastStoring) {
        boolean spared = Long.bitCount(seen.storing() & ~mask) >= leastStoring && enoughAnswer(seen, ~mask);
        return spared ? remove(seen, mask) : refresh();
    }

    private boolean enoughAnswer(View seen, long mask) {
        int missing = redundancy.data();
        for (long left = seen.present & mask; left != 0 && missing > 0; left &= left - 1) {
            Peers.Peer peer = seen.members[Long.numberOfTrailingZeros(left)];
            missing -= !peer.failed() && peers.stats(peer.ref()) instanceof Reply.Done ? 1 : 0;
        }
        return missing == 0;
    }

    /** Members that must hold a write before it is acknowledged: one more than it takes to read it, where there are. */
    int minimumStored() {
        return Math.min(redundancy.data() + 1, redundancy.total());
    }

    /** Asks the directory for a generation without the members of {@code mask}; returns the newest. */
    View remove(View seen, long mask) {
        View current = seen;
        for (int i = 0; i < redundancy.total(); i++) {
            Member member = current.group.members().get(i);
            if ((mask & 1L << i) != 0 && member.stores()) {
                SlabGroup next = current.group.with(i, member.in(MemberState.ABSENT));
                switch (directory.changeGroup(epoch, next)) {
                    case GroupChange.Changed changed -> current = adopt(changed.group());
                    case GroupChange.Conflict conflict -> {
                        return adopt(conflict.current());
                    }
                }
            }
        }
        return current;
    }

    /** Takes a newer generation for the current one; returns the newest. */
    synchronized View adopt(SlabGroup group) {
        if (group.generation() > view.group.generation()) {
            view = new View(group, peers);
            outdated = false;
        }
        return view;
    }

    /** One generation of the group with the peers of its members. Immutable. */
    static final class View {
        private final SlabGroup group;
        private final Peers.Peer[] members;
        private final long present;
        private final long joining;

        View(SlabGroup group, Peers peers) {
            this.group = group;
            members = group.members().stream().map(m -> peers.get(m.host())).toArray(Peers.Peer[]::new);
            present = mask(group, MemberState.PRESENT);
            joining = mask(group, MemberState.JOINING);
        }

        private static long mask(SlabGroup group, MemberState state) {
            long mask = 0;
            for (int i = 0; i < group.members().size(); i++) {
                if (group.members().get(i).state() == state) {
                    mask |= 1L << i;
                }
            }
            return mask;
        }

        SlabGroup group() {
            return group;
        }

        int generation() {
            return group.generation();
        }

        Peers.Peer peer(int index) {
            return members[index];
        }

        /** As {@link Peers.Peer#connection}. */
        @Nullable
        HostConnection connection(int index) {
            return members[index].connection();
        }

        /** As {@link Peers.Peer#reach}. */
        @Nullable
        HostConnection reach(int index) {
            return members[index].reach();
        }

        long slab(int index) {
            return group.members().get(index).slab();
        }

        /** Bit i: member i holds everything that was acknowledged. */
        long present() {
            return present;
        }

        /** Bit i: member i stores new writes and is still being filled. */
        long joining() {
            return joining;
        }

        /** Present members that answered the last time they were asked. */
        int healthy() {
            int healthy = 0;
            for (long left = present; left != 0; left &= left - 1) {
                healthy += members[Long.numberOfTrailingZeros(left)].failed() ? 0 : 1;
            }
            return healthy;
        }

        /** The result of a page that these members had too much to do for. */
        PageResult.Overloaded overloaded(long mask, String what) {
            String names = names(mask);
            String verb = Long.bitCount(mask) == 1 ? " has" : " have";
            return new PageResult.Overloaded(
                    members[Long.numberOfTrailingZeros(mask)].ref(), what + ": " + names + verb + " too much to do");
        }

        /** The hosts of these members, for people. */
        String names(long mask) {
            StringBuilder names = new StringBuilder();
            for (long left = mask; left != 0; left &= left - 1) {
                int index = Long.numberOfTrailingZeros(left);
                names.append(names.isEmpty() ? "" : ", ").append(members[index].ref());
            }
            return names.toString();
        }

        /** Bit i: writes go to member i. */
        long storing() {
            return present | joining;
        }
    }
}
