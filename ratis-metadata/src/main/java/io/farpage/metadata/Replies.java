package io.farpage.metadata;

import io.farpage.api.HostInfo;
import io.farpage.api.PlacementDirectory.Acquired;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.metadata.proto.AcquireReply;
import io.farpage.metadata.proto.GroupChangeReply;
import io.farpage.metadata.proto.GroupList;
import io.farpage.metadata.proto.HeldLease;
import io.farpage.metadata.proto.HostList;
import io.farpage.metadata.proto.RegionList;
import io.farpage.metadata.proto.Reply;
import java.util.List;
import java.util.stream.Stream;

/** What the state machine answers, as messages, and back. */
final class Replies {
    private Replies() {}

    static Reply refused(String reason) {
        return Reply.newBuilder().setRefused(reason).build();
    }

    static Reply changed(boolean changed) {
        return Reply.newBuilder().setChanged(changed).build();
    }

    static Reply hosts(List<HostInfo> hosts) {
        HostList.Builder list = HostList.newBuilder();
        hosts.forEach(host -> list.addHosts(Records.write(host)));
        return Reply.newBuilder().setHosts(list).build();
    }

    static Reply regions(Stream<RegionInfo> regions) {
        RegionList.Builder list = RegionList.newBuilder();
        regions.forEach(region -> list.addRegions(Records.write(region)));
        return Reply.newBuilder().setRegions(list).build();
    }

    static Reply groups(Stream<SlabGroup> groups) {
        GroupList.Builder list = GroupList.newBuilder();
        groups.forEach(group -> list.addGroups(Records.write(group)));
        return Reply.newBuilder().setGroups(list).build();
    }

    static Reply acquired(Acquired acquired) {
        AcquireReply.Builder reply = switch (acquired) {
            case Acquired.Granted granted -> AcquireReply.newBuilder().setGrantedEpoch(granted.epoch());
            case Acquired.Held held ->
                AcquireReply.newBuilder()
                        .setHeld(HeldLease.newBuilder().setOwner(held.owner()).setLeftMs(held.leftMs()));
        };
        return Reply.newBuilder().setAcquired(reply).build();
    }

    static Acquired acquired(Reply reply) {
        AcquireReply acquired = reply.getAcquired();
        return acquired.hasHeld()
                ? new Acquired.Held(
                        acquired.getHeld().getOwner(), acquired.getHeld().getLeftMs())
                : new Acquired.Granted(acquired.getGrantedEpoch());
    }

    static Reply groupChange(GroupChange change) {
        GroupChangeReply.Builder reply = switch (change) {
            case GroupChange.Changed changed ->
                GroupChangeReply.newBuilder().setChanged(true).setGroup(Records.write(changed.group()));
            case GroupChange.Conflict conflict ->
                GroupChangeReply.newBuilder()
                        .setGroup(Records.write(conflict.current()))
                        .setEpoch(conflict.currentEpoch());
        };
        return Reply.newBuilder().setGroupChange(reply).build();
    }

    static GroupChange groupChange(Reply reply) {
        GroupChangeReply change = reply.getGroupChange();
        SlabGroup group = Records.read(change.getGroup());
        return change.getChanged()
                ? new GroupChange.Changed(group)
                : new GroupChange.Conflict(group, change.getEpoch());
    }
}
