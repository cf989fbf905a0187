package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.BackingStore;
import io.farpage.api.DirectoryException;
import io.farpage.api.PageResult;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That the directory does not say where a host is says nothing of the host. */
class SilentDirectoryTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 8);

    @Test
    void takeoverLosesNoMemberToAnAnswerThatTheDirectoryOwes() {
        int failures = 0;
        for (int silentAt = 0; silentAt < 12; silentAt++) {
            try (TestCluster cluster = new TestCluster(6)) {
                cluster.create(SPEC).mustWrite(3, 7);
                cluster.clock.advance(TestCluster.LEASE.toNanos() + 1);
                AtomicInteger calls = new AtomicInteger();
                int silent = silentAt;
                Regions process = cluster.processWithSilentDirectory(SPEC, () -> calls.getAndIncrement() == silent);
                BackingStore store;
                try {
                    store = process.attach(TestCluster.REGION);
                } catch (DirectoryException e) {
                    failures++;
                    store = process.attach(TestCluster.REGION);
                }
                assertThat(cluster.group().presentCount()).isEqualTo(6);
                try (Program program = new Program(store)) {
                    assertThat(program.stamp(3)).isEqualTo(7);
                }
            }
        }
        assertThat(failures).isEqualTo(6); // One for each member that is looked up.
    }

    @Test
    void openingASealedRegionFailsRatherThanGoOnWithoutAMember() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program first = cluster.create(SPEC);
            first.mustWrite(3, 7);
            first.store().seal();
            AtomicBoolean silent = new AtomicBoolean(true);
            Regions process = cluster.processWithSilentDirectory(SPEC, silent::get);
            assertThatThrownBy(() -> process.openSealed(TestCluster.REGION)).isInstanceOf(DirectoryException.class);
            silent.set(false);
            try (Program program = new Program(process.openSealed(TestCluster.REGION))) {
                assertThat(program.stamp(3)).isEqualTo(7);
            }
        }
    }

    @Test
    void aWriteThatCannotFindANewMemberWaitsAndLeavesItInTheGroup() {
        try (TestCluster cluster = new TestCluster(7)) {
            AtomicBoolean silent = new AtomicBoolean();
            Regions process = cluster.processWithSilentDirectory(SPEC, silent::get);
            try (Program program = new Program(process.create(SPEC))) {
                program.mustWrite(3, 7);
                int[] dead = cluster.hostIdsOf(1);
                cluster.kill(dead);
                cluster.declareDead(dead);
                cluster.repairAll();
                silent.set(true);
                assertThat(program.write(3, 8)).isInstanceOf(PageResult.Unavailable.class);
                assertThat(cluster.group().presentCount()).isEqualTo(6);
                silent.set(false);
                program.mustWrite(3, 9);
                assertThat(program.stamp(3)).isEqualTo(9);
                assertThat(cluster.group().presentCount()).isEqualTo(6);
            }
        }
    }
}
