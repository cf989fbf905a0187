package io.farpage.api;

import java.util.ArrayList;
import java.util.List;

/**
 * k+m slabs on k+m hosts in distinct failure domains. Slot i of each belongs together: it holds the stripe of one version
 * of one page.
 *
 * @param id which group of which region
 * @param generation grows with each change of members, from 1
 * @param slotCount slots of each slab; a few more than the group has pages
 * @param members the member of index i is the i-th element; never changes its size
 */
public record SlabGroup(SlabGroupId id, int generation, int slotCount, List<Member> members) {
    /** The largest generation that fits a fragment's header. */
    public static final int MAX_GENERATION = (1 << 24) - 1;

    public SlabGroup {
        members = List.copyOf(members);
        if (generation < 1 || generation > MAX_GENERATION) {
            throw new IllegalArgumentException(id + " has generation " + generation + ", not 1.." + MAX_GENERATION);
        }
        if (slotCount < 1) {
            throw new IllegalArgumentException(id + " has " + slotCount + " slots");
        }
    }

    /** The next generation, with {@code member} at {@code index}. */
    public SlabGroup with(int index, Member member) {
        List<Member> changed = new ArrayList<>(members);
        changed.set(index, member);
        return new SlabGroup(id, generation + 1, slotCount, changed);
    }

    /** Members that hold everything that was acknowledged. */
    public int presentCount() {
        return (int)
                members.stream().filter(m -> m.state() == MemberState.PRESENT).count();
    }
}
