package io.farpage.metadata;

import com.google.protobuf.InvalidProtocolBufferException;
import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.metadata.proto.Acquire;
import io.farpage.metadata.proto.ChangeGroup;
import io.farpage.metadata.proto.Command;
import io.farpage.metadata.proto.CommitRegion;
import io.farpage.metadata.proto.CompleteRegion;
import io.farpage.metadata.proto.CreateGroup;
import io.farpage.metadata.proto.CreateRegion;
import io.farpage.metadata.proto.DeleteRegion;
import io.farpage.metadata.proto.GroupQuery;
import io.farpage.metadata.proto.GroupsQuery;
import io.farpage.metadata.proto.HostsQuery;
import io.farpage.metadata.proto.NoteRepairBlocked;
import io.farpage.metadata.proto.Query;
import io.farpage.metadata.proto.RegionByName;
import io.farpage.metadata.proto.RegionsQuery;
import io.farpage.metadata.proto.RegisterHost;
import io.farpage.metadata.proto.Release;
import io.farpage.metadata.proto.Renew;
import io.farpage.metadata.proto.RepairBlockedByQuery;
import io.farpage.metadata.proto.Reply;
import io.farpage.metadata.proto.SealRegion;
import io.farpage.metadata.proto.SetHostCapacity;
import io.farpage.metadata.proto.SetHostState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directory's calls as messages to a state machine, wherever that is. */
abstract class CommandDirectory implements PlacementDirectory {
    /** Has a command applied, at the latest when this returns, at least once and in the order of calls. */
    abstract byte[] change(byte[] command);

    /** Has a query answered by a state that has seen every change that returned before. */
    abstract byte[] read(byte[] query);

    /** A name for a request that nobody has used or will use in this cluster. */
    abstract String newRequestId();

    @Override
    public HostInfo registerHost(HostId host, String address, String failureDomain, long capacityBytes) {
        Reply reply = change(Command.newBuilder()
                .setRegisterHost(RegisterHost.newBuilder()
                        .setHost(host.value())
                        .setAddress(address)
                        .setFailureDomain(failureDomain)
                        .setCapacityBytes(capacityBytes)));
        return Records.read(reply.getHosts().getHosts(0));
    }

    @Override
    public boolean setHostState(HostRef host, HostState state) {
        return change(hostState(host, state));
    }

    @Override
    public boolean declareDeadIfSpared(HostRef host, Set<HostId> silent) {
        return change(hostState(host, HostState.DEAD)
                .setIfSpared(true)
                .addAllSilent(silent.stream().map(HostId::value).sorted().toList()));
    }

    private static SetHostState.Builder hostState(HostRef host, HostState state) {
        return SetHostState.newBuilder()
                .setHost(host.host().value())
                .setIncarnation(host.incarnation())
                .setState(Records.write(state));
    }

    private boolean change(SetHostState.Builder hostState) {
        return change(Command.newBuilder().setSetHostState(hostState)).getChanged();
    }

    @Override
    public boolean setHostCapacity(HostRef host, long expectedBytes, long capacityBytes) {
        return change(Command.newBuilder()
                        .setSetHostCapacity(SetHostCapacity.newBuilder()
                                .setHost(host.host().value())
                                .setIncarnation(host.incarnation())
                                .setExpectedBytes(expectedBytes)
                                .setCapacityBytes(capacityBytes)))
                .getChanged();
    }

    @Override
    public List<HostInfo> hosts() {
        Reply reply = read(Query.newBuilder().setHosts(HostsQuery.getDefaultInstance()));
        return reply.getHosts().getHostsList().stream().map(Records::read).toList();
    }

    @Override
    public RegionInfo createRegion(RegionSpec spec, int pagesPerGroup) {
        Reply reply = change(Command.newBuilder()
                .setCreateRegion(CreateRegion.newBuilder()
                        .setSpec(Records.write(spec))
                        .setPagesPerGroup(pagesPerGroup)
                        .setRequestId(newRequestId())));
        return Records.read(reply.getRegions().getRegions(0));
    }

    @Override
    public void deleteRegion(RegionId region, int epoch) {
        change(Command.newBuilder()
                .setDeleteRegion(
                        DeleteRegion.newBuilder().setRegion(region.value()).setEpoch(epoch)));
    }

    @Override
    public Optional<RegionInfo> region(String name) {
        return regions(Query.newBuilder().setRegion(RegionByName.newBuilder().setName(name))).stream()
                .findFirst();
    }

    @Override
    public List<RegionInfo> regions() {
        return regions(Query.newBuilder().setRegions(RegionsQuery.getDefaultInstance()));
    }

    @Override
    public Acquired acquire(RegionId region, String owner, Duration lease) {
        return Replies.acquired(change(Command.newBuilder()
                .setAcquire(Acquire.newBuilder()
                        .setRegion(region.value())
                        .setOwner(owner)
                        .setLeaseMs(lease.toMillis()))));
    }

    @Override
    public boolean renew(RegionId region, int epoch, Duration lease) {
        return change(Command.newBuilder()
                        .setRenew(Renew.newBuilder()
                                .setRegion(region.value())
                                .setEpoch(epoch)
                                .setLeaseMs(lease.toMillis())))
                .getChanged();
    }

    @Override
    public void completeRegion(RegionId region, int epoch) {
        change(Command.newBuilder()
                .setCompleteRegion(
                        CompleteRegion.newBuilder().setRegion(region.value()).setEpoch(epoch)));
    }

    @Override
    public void commitRegion(RegionId region, int epoch, long version) {
        change(Command.newBuilder()
                .setCommitRegion(CommitRegion.newBuilder()
                        .setRegion(region.value())
                        .setEpoch(epoch)
                        .setVersion(version)));
    }

    @Override
    public void sealRegion(RegionId region, int epoch) {
        change(Command.newBuilder()
                .setSealRegion(SealRegion.newBuilder().setRegion(region.value()).setEpoch(epoch)));
    }

    @Override
    public void release(RegionId region, int epoch) {
        change(Command.newBuilder()
                .setRelease(Release.newBuilder().setRegion(region.value()).setEpoch(epoch)));
    }

    @Override
    public void createGroup(int epoch, SlabGroup group) {
        change(Command.newBuilder()
                .setCreateGroup(CreateGroup.newBuilder().setEpoch(epoch).setGroup(Records.write(group))));
    }

    @Override
    public List<SlabGroup> groups(RegionId region) {
        return groups(Query.newBuilder().setGroups(GroupsQuery.newBuilder().setRegion(region.value())));
    }

    @Override
    public Optional<SlabGroup> group(SlabGroupId group) {
        return groups(Query.newBuilder()
                        .setGroup(GroupQuery.newBuilder()
                                .setRegion(group.region().value())
                                .setOrdinal(group.ordinal())))
                .stream()
                .findFirst();
    }

    @Override
    public GroupChange changeGroup(int epoch, SlabGroup next) {
        return Replies.groupChange(change(Command.newBuilder()
                .setChangeGroup(ChangeGroup.newBuilder().setEpoch(epoch).setNext(Records.write(next)))));
    }

    @Override
    public void noteRepairBlocked(String why) {
        change(Command.newBuilder()
                .setNoteRepairBlocked(NoteRepairBlocked.newBuilder().setWhy(why)));
    }

    @Override
    public String repairBlockedBy() {
        return read(Query.newBuilder().setRepairBlockedBy(RepairBlockedByQuery.getDefaultInstance()))
                .getRepairBlockedBy();
    }

    private List<RegionInfo> regions(Query.Builder query) {
        return read(query).getRegions().getRegionsList().stream()
                .map(Records::read)
                .toList();
    }

    private List<SlabGroup> groups(Query.Builder query) {
        return read(query).getGroups().getGroupsList().stream()
                .map(Records::read)
                .toList();
    }

    private Reply change(Command.Builder command) {
        return checked(change(command.build().toByteArray()));
    }

    private Reply read(Query.Builder query) {
        return checked(read(query.build().toByteArray()));
    }

    private static Reply checked(byte[] bytes) {
        Reply reply;
        try {
            reply = Reply.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new DirectoryException(
                    DirectoryException.Reason.REFUSED,
                    "cannot read the metadata group's answer: run the same version of Farpage everywhere",
                    e);
        }
        if (reply.hasRefused()) {
            throw new DirectoryException(DirectoryException.Reason.REFUSED, reply.getRefused());
        }
        return reply;
    }
}
