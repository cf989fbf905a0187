package io.farpage.api;

/**
 * One place in a slab group: who holds the fragments of one index.
 *
 * @param host the incarnation that lends the slab; for {@link MemberState#ABSENT} the one that was lost
 * @param slab the slab's id, as that host gave it
 * @param state what it holds
 */
public record Member(HostRef host, long slab, MemberState state) {
    /** The same member in another state. */
    public Member in(MemberState newState) {
        return new Member(host, slab, newState);
    }

    /** Whether writes go to it: a write is acknowledged only when every such member has stored it. */
    public boolean stores() {
        return state != MemberState.ABSENT;
    }
}
