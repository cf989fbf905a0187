package io.farpage.metadata;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.metadata.proto.GroupRecord;
import io.farpage.metadata.proto.HostRecord;
import io.farpage.metadata.proto.HostStatus;
import io.farpage.metadata.proto.MemberRecord;
import io.farpage.metadata.proto.MemberStatus;
import io.farpage.metadata.proto.RegionRecord;
import io.farpage.metadata.proto.Scheme;
import io.farpage.metadata.proto.SpecRecord;

/**
 * Between page-api's records and their protobuf form. Reading throws {@link IllegalArgumentException} for values that the
 * records do not allow or that this version does not know.
 */
final class Records {
    private Records() {}

    static HostRecord write(HostInfo host) {
        return HostRecord.newBuilder()
                .setId(host.ref().host().value())
                .setIncarnation(host.ref().incarnation())
                .setAddress(host.address())
                .setFailureDomain(host.failureDomain())
                .setCapacityBytes(host.capacityBytes())
                .setState(write(host.state()))
                .setUsedBytes(host.usedBytes())
                .build();
    }

    static HostInfo read(HostRecord host) {
        return new HostInfo(
                new HostRef(new HostId(host.getId()), host.getIncarnation()),
                host.getAddress(),
                host.getFailureDomain(),
                host.getCapacityBytes(),
                host.getUsedBytes(),
                read(host.getState()));
    }

    static HostStatus write(HostState state) {
        return switch (state) {
            case ALIVE -> HostStatus.HOST_STATUS_ALIVE;
            case SUSPECT -> HostStatus.HOST_STATUS_SUSPECT;
            case DRAINING -> HostStatus.HOST_STATUS_DRAINING;
            case DEAD -> HostStatus.HOST_STATUS_DEAD;
        };
    }

    static HostState read(HostStatus state) {
        return switch (state) {
            case HOST_STATUS_ALIVE -> HostState.ALIVE;
            case HOST_STATUS_SUSPECT -> HostState.SUSPECT;
            case HOST_STATUS_DRAINING -> HostState.DRAINING;
            case HOST_STATUS_DEAD -> HostState.DEAD;
            case HOST_STATUS_UNSPECIFIED, UNRECOGNIZED -> throw unknown("host state", state);
        };
    }

    static SpecRecord write(RegionSpec spec) {
        return SpecRecord.newBuilder()
                .setName(spec.name())
                .setLengthBytes(spec.lengthBytes())
                .setPageBytes(spec.pageBytes())
                .setScheme(
                        switch (spec.redundancy().scheme()) {
                            case CODED -> Scheme.SCHEME_CODED;
                            case COPIES -> Scheme.SCHEME_COPIES;
                        })
                .setData(spec.redundancy().data())
                .setParity(spec.redundancy().parity())
                .setStartsIncomplete(spec.startsIncomplete())
                .setUncommittedBytes(spec.uncommittedBytes())
                .build();
    }

    static RegionSpec read(SpecRecord spec) {
        Redundancy.Scheme scheme = switch (spec.getScheme()) {
            case SCHEME_CODED -> Redundancy.Scheme.CODED;
            case SCHEME_COPIES -> Redundancy.Scheme.COPIES;
            case SCHEME_UNSPECIFIED, UNRECOGNIZED -> throw unknown("redundancy scheme", spec.getScheme());
        };
        return new RegionSpec(
                spec.getName(),
                spec.getLengthBytes(),
                spec.getPageBytes(),
                new Redundancy(scheme, spec.getData(), spec.getParity()),
                spec.getStartsIncomplete(),
                spec.getUncommittedBytes());
    }

    static RegionRecord write(RegionInfo region) {
        return RegionRecord.newBuilder()
                .setId(region.id().value())
                .setSpec(write(region.spec()))
                .setEpoch(region.epoch())
                .setOwner(region.owner())
                .setPagesPerGroup(region.pagesPerGroup())
                .setComplete(region.complete())
                .setCommitted(region.committed())
                .setSealed(region.sealed())
                .build();
    }

    static RegionInfo read(RegionRecord region) {
        return new RegionInfo(
                new RegionId(region.getId()),
                read(region.getSpec()),
                region.getEpoch(),
                region.getOwner(),
                region.getPagesPerGroup(),
                region.getComplete(),
                region.getCommitted(),
                region.getSealed());
    }

    static GroupRecord write(SlabGroup group) {
        return GroupRecord.newBuilder()
                .setRegion(group.id().region().value())
                .setOrdinal(group.id().ordinal())
                .setGeneration(group.generation())
                .setSlotCount(group.slotCount())
                .addAllMembers(group.members().stream().map(Records::write).toList())
                .build();
    }

    static SlabGroup read(GroupRecord group) {
        return new SlabGroup(
                new SlabGroupId(new RegionId(group.getRegion()), group.getOrdinal()),
                group.getGeneration(),
                group.getSlotCount(),
                group.getMembersList().stream().map(Records::read).toList());
    }

    private static MemberRecord write(Member member) {
        return MemberRecord.newBuilder()
                .setHost(member.host().host().value())
                .setIncarnation(member.host().incarnation())
                .setSlab(member.slab())
                .setState(
                        switch (member.state()) {
                            case PRESENT -> MemberStatus.MEMBER_STATUS_PRESENT;
                            case JOINING -> MemberStatus.MEMBER_STATUS_JOINING;
                            case ABSENT -> MemberStatus.MEMBER_STATUS_ABSENT;
                        })
                .build();
    }

    private static Member read(MemberRecord member) {
        MemberState state = switch (member.getState()) {
            case MEMBER_STATUS_PRESENT -> MemberState.PRESENT;
            case MEMBER_STATUS_JOINING -> MemberState.JOINING;
            case MEMBER_STATUS_ABSENT -> MemberState.ABSENT;
            case MEMBER_STATUS_UNSPECIFIED, UNRECOGNIZED -> throw unknown("member state", member.getState());
        };
        return new Member(new HostRef(new HostId(member.getHost()), member.getIncarnation()), member.getSlab(), state);
    }

    private static IllegalArgumentException unknown(String what, Enum<?> value) {
        return new IllegalArgumentException(what + " " + value + " is not one that this version knows");
    }
}
