package io.farpage.metadata;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which slab groups are allowed, and which may follow one. */
final class GroupRules {
    private final HostTable hosts;

    GroupRules(HostTable hosts) {
        this.hosts = hosts;
    }

    /** Refuses a first generation that is not whole or does not fit its region. */
    void checkFirst(RegionInfo region, SlabGroup group) {
        if (group.generation() != 1) {
            throw refused(group, "generation " + group.generation() + ": a new group starts at 1");
        }
        long firstPage = (long) group.id().ordinal() * region.pagesPerGroup();
        long pages = Math.min(region.pagesPerGroup(), region.spec().pageCount() - firstPage);
        if (pages < 1) {
            throw refused(group, "no pages: the region ends before it");
        }
        if (group.slotCount() < pages) {
            throw refused(group, group.slotCount() + " slots for " + pages + " pages: give at least one each");
        }
        int total = region.spec().redundancy().total();
        if (group.members().size() != total) {
            throw refused(
                    group,
                    group.members().size() + " members, and " + region.spec().redundancy() + " wants " + total);
        }
        if (group.presentCount() != total) {
            throw refused(group, "members that are not present: a new group starts whole");
        }
        checkMembers(group, List.of());
    }

    /** Refuses a successor that {@code current}, the generation before, does not allow. */
    void checkNext(SlabGroup current, SlabGroup next) {
        if (next.slotCount() != current.slotCount()
                || next.members().size() != current.members().size()) {
            throw refused(
                    next,
                    next.members().size() + " members of " + next.slotCount() + " slots, and has "
                            + current.members().size() + " of " + current.slotCount() + ": neither may change");
        }
        for (int i = 0; i < next.members().size(); i++) {
            Member before = current.members().get(i);
            Member after = next.members().get(i);
            boolean stayed = before.stores() && sameSlab(before, after);
            if (after.state() == MemberState.PRESENT && !stayed) {
                // It missed writes, or holds nothing yet: readers would take its silence for the truth.
                throw refused(next, "member " + i + " on " + after.host() + " present at once: let it join first");
            }
        }
        checkMembers(next, current.members());
    }

    private void checkMembers(SlabGroup group, List<Member> before) {
        Map<HostId, Integer> indexOfHost = new HashMap<>();
        for (int i = 0; i < group.members().size(); i++) {
            Member member = group.members().get(i);
            if (!member.stores()) {
                continue;
            }
            Integer other = indexOfHost.put(member.host().host(), i);
            if (other != null) {
                throw refused(
                        group,
                        "members " + other + " and " + i + " both on "
                                + member.host().host());
            }
            boolean isNew = before.isEmpty() || !before.get(i).stores() || !sameSlab(before.get(i), member);
            if (isNew) {
                checkNew(group, i);
            }
        }
    }

    private void checkNew(SlabGroup group, int index) {
        Member member = group.members().get(index);
        HostInfo host = hosts.find(member.host().host());
        if (host == null || !host.ref().equals(member.host())) {
            throw refused(
                    group,
                    "member " + index + " on " + member.host() + ", which "
                            + (host == null ? "nobody has registered" : "is gone: the host is " + host.ref() + " now"));
        }
        if (!host.state().mayJoin()) {
            throw refused(
                    group,
                    "member " + index + " on " + member.host() + ", which is " + host.state() + ": choose another");
        }
        for (int i = 0; i < group.members().size(); i++) {
            Member other = group.members().get(i);
            HostInfo otherHost = hosts.find(other.host().host());
            if (i != index
                    && other.stores()
                    && otherHost != null
                    && otherHost.failureDomain().equals(host.failureDomain())) {
                throw refused(
                        group,
                        "members " + index + " and " + i + " both in failure domain '" + host.failureDomain()
                                + "': choose hosts that do not fail together");
            }
        }
    }

    private static boolean sameSlab(Member a, Member b) {
        return a.host().equals(b.host()) && a.slab() == b.slab();
    }

    private static Refusal refused(SlabGroup group, String has) {
        return new Refusal(group.id() + " would have " + has);
    }
}
