package io.farpage.metadata;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest incarnation of every host. What their slabs take is not kept here but computed from the groups. */
final class HostTable {
    private static final int MAX_TEXT = 255;

    private final TreeMap<Integer, HostInfo> newest = new TreeMap<>();

    /** All hosts by id, {@code usedBytes} 0. */
    Collection<HostInfo> all() {
        return newest.values();
    }

    @Nullable
    HostInfo find(HostId host) {
        return newest.get(host.value());
    }

    void restore(HostInfo host) {
        newest.put(host.ref().host().value(), host);
    }

    HostInfo register(HostId host, String address, String failureDomain, long capacityBytes) {
        checkText("address", address, host);
        checkText("failure domain", failureDomain, host);
        checkCapacity(host, capacityBytes);
        HostInfo before = find(host);
        long incarnation = before == null ? 1 : before.ref().incarnation() + 1;
        HostInfo registered =
                new HostInfo(new HostRef(host, incarnation), address, failureDomain, capacityBytes, 0, HostState.ALIVE);
        newest.put(host.value(), registered);
        return registered;
    }

    boolean setState(HostRef ref, HostState state) {
        HostInfo before = find(ref.host());
        if (before == null
                || !before.ref().equals(ref)
                || before.state() == state
                || before.state() == HostState.DEAD
                || (state == HostState.SUSPECT && before.state() != HostState.ALIVE)) {
            return false;
        }
        newest.put(ref.host().value(), before.in(state));
        return true;
    }

    /** Returns whether the incarnation lends {@code capacityBytes} now. */
    boolean setCapacity(HostRef ref, long expectedBytes, long capacityBytes) {
        checkCapacity(ref.host(), capacityBytes);
        HostInfo before = find(ref.host());
        if (before == null || !before.ref().equals(ref)) {
            return false;
        }
        if (before.capacityBytes() == expectedBytes) {
            newest.put(ref.host().value(), before.lending(capacityBytes));
        }
        return before.capacityBytes() == expectedBytes || before.capacityBytes() == capacityBytes;
    }

    private static void checkCapacity(HostId host, long capacityBytes) {
        if (capacityBytes < 0) {
            throw new Refusal("capacity of " + host + " is " + capacityBytes + " bytes: give 0 or more");
        }
    }

    private static void checkText(String what, String text, HostId host) {
        if (text.isBlank() || text.length() > MAX_TEXT) {
            throw new Refusal(what + " '" + text + "' of " + host + " is not 1 to " + MAX_TEXT + " characters");
        }
    }
}
