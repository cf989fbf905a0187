package io.farpage.metadata;

import com.google.protobuf.InvalidProtocolBufferException;
import io.farpage.api.SlabGroup;
import io.farpage.metadata.proto.GroupRecord;
import io.farpage.metadata.proto.Snapshot;
import io.farpage.metadata.proto.StoredRegion;

/** The state as bytes. Repeated fields are in the order of ids, so that equal states have equal bytes. */
final class SnapshotFormat {
    private static final int FORMAT = 1;

    private SnapshotFormat() {}

    static byte[] write(HostTable hosts, RegionTable regions, long nowMs, String repairBlockedBy) {
        Snapshot.Builder snapshot = Snapshot.newBuilder()
                .setFormat(FORMAT)
                .setNowMs(nowMs)
                .setLastRegion(regions.lastId())
                .setRepairBlockedBy(repairBlockedBy);
        hosts.all().forEach(host -> snapshot.addHosts(Records.write(host)));
        for (RegionEntry region : regions.all()) {
            StoredRegion.Builder stored = StoredRegion.newBuilder()
                    .setRegion(Records.write(region.info()))
                    .setLeaseEndMs(region.leaseEndMs())
                    .setRequestId(region.requestId);
            region.groups.values().forEach(group -> stored.addGroups(Records.write(group)));
            snapshot.addRegions(stored);
        }
        return snapshot.build().toByteArray();
    }

    static ClusterState read(byte[] bytes) {
        Snapshot snapshot;
        try {
            snapshot = Snapshot.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "these " + bytes.length + " bytes are no snapshot of a metadata group", e);
        }
        if (snapshot.getFormat() != FORMAT) {
            throw new IllegalArgumentException("this snapshot has format " + snapshot.getFormat()
                    + ", and this version of Farpage reads format " + FORMAT + ": run the version that wrote it");
        }
        HostTable hosts = new HostTable();
        snapshot.getHostsList().forEach(host -> hosts.restore(Records.read(host)));
        RegionTable regions = new RegionTable();
        regions.restore(snapshot.getLastRegion());
        for (StoredRegion stored : snapshot.getRegionsList()) {
            RegionEntry region =
                    new RegionEntry(Records.read(stored.getRegion()), stored.getLeaseEndMs(), stored.getRequestId());
            for (GroupRecord record : stored.getGroupsList()) {
                SlabGroup group = Records.read(record);
                region.groups.put(group.id().ordinal(), group);
            }
            regions.restore(region);
        }
        return new ClusterState(hosts, regions, snapshot.getNowMs(), snapshot.getRepairBlockedBy());
    }
}
