package io.farpage.metadata;

import com.google.protobuf.InvalidProtocolBufferException;
import io.farpage.api.HostId;
import io.farpage.api.HostRef;
import io.farpage.api.PlacementDirectory;
import io.farpage.metadata.proto.Command;
import io.farpage.metadata.proto.Query;
import io.farpage.metadata.proto.Reply;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The state machine of the metadata group: hosts, regions, leases and slab groups. Deterministic: equal commands at equal
 * times in equal order give equal states, replies and snapshots; it knows no clock, no network and no disk. Not
 * thread-safe.
 *
 * <p>Commands, queries and replies are the protobuf messages of {@code metadata.proto}. A command that is not allowed, that
 * cannot be read or that this version does not know is answered with a refusal and changes nothing. Every command may be
 * asked for again when its answer was lost: all but the creation of a region are harmless to repeat, and that one carries
 * a request id by which a repetition is known.
 *
 * <p>Time is that of the leaders: each command brings it along. It never goes back, and decides only who may acquire a
 * lease; what keeps two owners apart are epochs.
 */
public final class ClusterState {
    private final HostTable hosts;
    private final RegionTable regions;
    private final GroupTable groups;
    private long nowMs;
    private String repairBlockedBy;

    /** A cluster that nobody has joined yet. */
    public ClusterState() {
        this(new HostTable(), new RegionTable(), 0, "");
    }

    ClusterState(HostTable hosts, RegionTable regions, long nowMs, String repairBlockedBy) {
        this.hosts = hosts;
        this.regions = regions;
        this.groups = new GroupTable(hosts, regions);
        this.nowMs = nowMs;
        this.repairBlockedBy = repairBlockedBy;
    }

    /**
     * The state that {@link #snapshot} was taken of.
     *
     * @throws IllegalArgumentException when the bytes are not a snapshot that this version can read
     */
    public static ClusterState restore(byte[] snapshot) {
        return SnapshotFormat.read(snapshot);
    }

    /** The whole state; equal states give equal bytes. */
    public byte[] snapshot() {
        return SnapshotFormat.write(hosts, regions, nowMs, repairBlockedBy);
    }

    /** Milliseconds on the leaders' time as of the newest command. */
    public long nowMs() {
        return nowMs;
    }

    /**
     * Applies one command.
     *
     * @param leaderMs the time of the leader that took it in; an earlier one than before counts as that
     * @return the reply
     */
    public byte[] apply(long leaderMs, byte[] command) {
        nowMs = Math.max(nowMs, leaderMs);
        return answer(() -> change(Command.parseFrom(command)));
    }

    /** Answers a query; changes nothing. */
    public byte[] query(byte[] query) {
        return answer(() -> read(Query.parseFrom(query)));
    }

    private interface Work {
        Reply run() throws InvalidProtocolBufferException;
    }

    private static byte[] answer(Work work) {
        Reply reply;
        try {
            reply = work.run();
        } catch (InvalidProtocolBufferException e) {
            reply = Replies.refused("the metadata group cannot read this request (" + e.getMessage()
                    + "): run the same version of Farpage everywhere");
        } catch (Refusal | IllegalArgumentException e) {
            // The records of page-api check themselves; nothing is changed before all of a command was read and
            // checked.
            reply = Replies.refused(String.valueOf(e.getMessage()));
        }
        return reply.toByteArray();
    }

    private Reply change(Command command) {
        return switch (command.getKindCase()) {
            case REGISTER_HOST -> {
                var c = command.getRegisterHost();
                yield Replies.hosts(List.of(hosts.register(
                        new HostId(c.getHost()), c.getAddress(), c.getFailureDomain(), c.getCapacityBytes())));
            }
            case SET_HOST_STATE -> {
                var c = command.getSetHostState();
                HostRef host = new HostRef(new HostId(c.getHost()), c.getIncarnation());
                yield Replies.changed((!c.getIfSpared() || groups.isSpared(host, c.getSilentList()))
                        && hosts.setState(host, Records.read(c.getState())));
            }
            case SET_HOST_CAPACITY -> {
                var c = command.getSetHostCapacity();
                yield Replies.changed(hosts.setCapacity(
                        new HostRef(new HostId(c.getHost()), c.getIncarnation()),
                        c.getExpectedBytes(),
                        c.getCapacityBytes()));
            }
            case CREATE_REGION -> {
                var c = command.getCreateRegion();
                yield Replies.regions(
                        Stream.of(regions.create(Records.read(c.getSpec()), c.getPagesPerGroup(), c.getRequestId())));
            }
            case DELETE_REGION -> {
                var c = command.getDeleteRegion();
                yield Replies.changed(regions.delete(c.getRegion(), c.getEpoch()));
            }
            case ACQUIRE -> {
                var c = command.getAcquire();
                yield Replies.acquired(regions.acquire(c.getRegion(), c.getOwner(), c.getLeaseMs(), nowMs));
            }
            case RENEW -> {
                var c = command.getRenew();
                yield Replies.changed(regions.renew(c.getRegion(), c.getEpoch(), c.getLeaseMs(), nowMs));
            }
            case COMPLETE_REGION -> {
                var c = command.getCompleteRegion();
                yield Replies.changed(regions.complete(c.getRegion(), c.getEpoch()));
            }
            case COMMIT_REGION -> {
                var c = command.getCommitRegion();
                yield Replies.changed(regions.commit(c.getRegion(), c.getEpoch(), c.getVersion()));
            }
            case SEAL_REGION -> {
                var c = command.getSealRegion();
                yield Replies.changed(regions.seal(c.getRegion(), c.getEpoch()));
            }
            case RELEASE -> {
                var c = command.getRelease();
                yield Replies.changed(regions.release(c.getRegion(), c.getEpoch()));
            }
            case CREATE_GROUP -> {
                var c = command.getCreateGroup();
                yield Replies.changed(groups.create(c.getEpoch(), Records.read(c.getGroup())));
            }
            case CHANGE_GROUP -> {
                var c = command.getChangeGroup();
                yield Replies.groupChange(groups.change(c.getEpoch(), Records.read(c.getNext())));
            }
            case NOTE_REPAIR_BLOCKED ->
                Replies.changed(noteRepairBlocked(command.getNoteRepairBlocked().getWhy()));
            case KIND_NOT_SET ->
                Replies.refused("the metadata group does not know this command: run the same version of Farpage"
                        + " everywhere");
        };
    }

    private boolean noteRepairBlocked(String why) {
        if (why.length() > PlacementDirectory.MAX_NOTE) {
            throw new Refusal("a note of " + why.length() + " characters is too long: give at most "
                    + PlacementDirectory.MAX_NOTE);
        }
        boolean changed = !why.equals(repairBlockedBy);
        repairBlockedBy = why;
        return changed;
    }

    private Reply read(Query query) {
        return switch (query.getKindCase()) {
            case HOSTS -> Replies.hosts(groups.hostsWithUse());
            case REGION ->
                Replies.regions(regions.named(query.getRegion().getName()).map(RegionEntry::info));
            case REGIONS ->
                Replies.regions(regions.all().stream()
                        .map(RegionEntry::info)
                        .sorted(Comparator.comparing(info -> info.spec().name())));
            case GROUPS -> Replies.groups(groups.of(query.getGroups().getRegion()));
            case GROUP ->
                Replies.groups(groups.of(query.getGroup().getRegion())
                        .filter(group ->
                                group.id().ordinal() == query.getGroup().getOrdinal()));
            case REPAIR_BLOCKED_BY ->
                Reply.newBuilder().setRepairBlockedBy(repairBlockedBy).build();
            case KIND_NOT_SET ->
                Replies.refused(
                        "the metadata group does not know this query: run the same version of Farpage" + " everywhere");
        };
    }
}
