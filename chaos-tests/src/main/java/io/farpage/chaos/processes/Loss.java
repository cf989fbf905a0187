package io.farpage.chaos.processes;

import io.farpage.api.Member;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which pages are gone for good, because more members of their groups died at once than can be borne. */
record Loss(long atNs, int pagesPerGroup, Set<Integer> groups) {
    static final Loss NONE = new Loss(Long.MAX_VALUE, 1, Set.of());

    /** Kills one host more than can be borne of a group, all at once, and starts them again, empty. */
    static Loss cause(Victims victims) throws IOException {
        RegionInfo region = victims.region();
        List<SlabGroup> before = victims.groups();
        Set<Integer> dead = before.getFirst().members().stream()
                .limit(ChaosRun.REDUNDANCY.parity() + 1)
                .map(Loss::host)
                .collect(Collectors.toSet());
        dead.forEach(victims::kill);
        long atNs = System.nanoTime();
        Set<Integer> gone = before.stream()
                .filter(group -> group.members().stream()
                                .filter(m -> dead.contains(host(m)))
                                .count()
                        > ChaosRun.REDUNDANCY.parity())
                .map(group -> group.id().ordinal())
                .collect(Collectors.toSet());
        for (int host : dead) {
            victims.restart(host);
        }
        return new Loss(atNs, region.pagesPerGroup(), gone);
    }

    private static int host(Member member) {
        return member.host().host().value();
    }

    /** When a page was lost; {@link Long#MAX_VALUE} if it was not. */
    long lostAtNs(long page) {
        return groups.contains((int) (page / pagesPerGroup)) ? atNs : Long.MAX_VALUE;
    }
}
