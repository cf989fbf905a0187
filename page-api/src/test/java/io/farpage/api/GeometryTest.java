package io.farpage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids and shapes refuse what makes no sense, and count what they hold. */
class GeometryTest {
    private static final SlabGroupId GROUP = new SlabGroupId(new RegionId(1), 0);
    private static final HostRef HOST = new HostRef(new HostId(0), 1);

    @Test
    void idsRefuseWhatCannotBeStored() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RegionId(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new RegionId(RegionId.MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostId(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostRef(new HostId(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabGroupId(new RegionId(1), -1));
        assertThat(new HostRef(new HostId(3), 2)).hasToString("host-3#2");
        assertThat(new SlabGroupId(new RegionId(4), 1)).hasToString("region-4/group-1");
    }

    @ParameterizedTest
    @CsvSource({"0,2", "-1,0", "1,-1", "63,2", "65,0", "2147483647,1"})
    void redundancyRefusesFragmentsThatMakeNoSense(int data, int parity) {
        assertThatIllegalArgumentException().isThrownBy(() -> Redundancy.coded(data, parity));
    }

    @Test
    void redundancyAcceptsItsExtremesAndCopies() {
        assertThat(Redundancy.coded(1, 0).total()).isEqualTo(1);
        assertThat(Redundancy.coded(62, 2)).hasToString("62+2");
        assertThat(Redundancy.copies(3)).hasToString("3 copies");
        assertThat(Redundancy.copies(3).parity()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> Redundancy.copies(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Redundancy(Redundancy.Scheme.COPIES, 2, 1));
    }

    @ParameterizedTest
    @CsvSource({"0,64", "-1,64", "1,0", "1,-64", "1,65", "1,32"})
    void slabsRefuseSlotsThatMakeNoSense(int slotCount, int payloadBytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabSpec(GROUP, 1, 1, slotCount, payloadBytes));
    }

    @Test
    void slabsCountTheirHeaders() {
        assertThat(new SlabSpec(GROUP, 1, 1, 10, 1024).lengthBytes()).isEqualTo(10560);
        assertThat(new SlabSpec(GROUP, 1, 1, Integer.MAX_VALUE, 1 << 30).lengthBytes())
                .isEqualTo((long) Integer.MAX_VALUE * ((1 << 30) + 32));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "4095,1", "4096,1", "4097,2", "8192,2"})
    void regionsCountTheirPages(long lengthBytes, long pages) {
        assertThat(RegionSpec.of("r", lengthBytes, Redundancy.copies(1)).pageCount())
                .isEqualTo(pages);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ü", "a\n", "x?"})
    void regionsRefuseNamesThatAreNotPlain(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegionSpec.of(name, 1, Redundancy.copies(1)))
                .withMessageContaining("region name");
    }

    @ParameterizedTest
    @CsvSource({"-1,4096", "1,2048", "1,5000", "1,131072", "1,0"})
    void regionsRefuseSizesThatMakeNoSense(long lengthBytes, int pageBytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegionSpec("r", lengthBytes, pageBytes, Redundancy.copies(1)));
    }

    @Test
    void groupsChangeOneMemberAndTheirGeneration() {
        Member member = new Member(HOST, 1, MemberState.PRESENT);
        List<Member> members = new ArrayList<>(List.of(member, member));
        SlabGroup group = new SlabGroup(GROUP, 1, 8, members);
        members.clear();

        SlabGroup next = group.with(1, member.in(MemberState.ABSENT));

        assertThat(group.presentCount()).isEqualTo(2);
        assertThat(next.presentCount()).isEqualTo(1);
        assertThat(next.generation()).isEqualTo(2);
        assertThat(next.members().get(1).stores()).isFalse();
        assertThat(member.in(MemberState.JOINING).stores()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabGroup(GROUP, 0, 8, members));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlabGroup(GROUP, SlabGroup.MAX_GENERATION + 1, 8, members));
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabGroup(GROUP, 1, 0, members));
    }
}
