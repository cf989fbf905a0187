package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.config.TransportKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that is stopped for longer than its lease and goes on when its region is somebody else's. */
class ZombieProcessTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    @Tag("slow") // It takes as long as a lease.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RDMA")
    void isToldThatItsRegionWasTakenOverAndNothingItWritesIsSeen(TransportKind transport) throws Exception {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 6, 1, transport);
                ClusterClient client = cluster.client()) {
            Process zombie = EndlessWriter.start(cluster.started.config(), "films/1");
            try (BufferedReader said = zombie.inputReader()) {
                while (acknowledged(said.readLine()) < 3) {
                    assertThat(zombie.isAlive()).isTrue();
                }
                ClusterProcesses.signal("STOP", zombie.pid());
                RemoteRegion[] taken = new RemoteRegion[1];
                RunningCluster.until("the lease has run out", () -> attach(client, taken));
                long[] found = new long[(int) EndlessWriter.PAGES];
                try (RemoteRegion region = taken[0]) {
                    for (int page = 0; page < found.length; page++) {
                        found[page] = region.getLong((long) page * PAGE);
                        if (page % 2 == 0) {
                            found[page] = -1L - page;
                            region.setLong((long) page * PAGE, found[page]);
                        }
                    }
                    region.flush();
                    ClusterProcesses.signal("CONT", zombie.pid());

                    String last = lastWord(said, found);

                    assertThat(last)
                            .startsWith(RegionFencedException.class.getName())
                            .contains("region 'films/1' was taken over")
                            .contains("attach it again");
                    assertThat(zombie.waitFor()).isZero();
                    check(region, found);
                }
            } finally {
                zombie.destroyForcibly().waitFor();
            }
        }
    }

    private static long acknowledged(String line) {
        assertThat(line).startsWith(EndlessWriter.ROUND);
        return Long.parseLong(line.substring(EndlessWriter.ROUND.length()));
    }

    private static boolean attach(ClusterClient client, RemoteRegion[] region) {
        try {
            region[0] = client.memory().attach("films/1");
            return true;
        } catch (RegionException e) {
            assertThat(e).hasMessageContaining("belongs to");
            return false;
        }
    }

    /** Reads what the zombie says to its end; a round that it calls acknowledged must be in what the next owner found. */
    private static String lastWord(BufferedReader said, long[] found) throws IOException {
        String line = said.readLine();
        while (line != null && line.startsWith(EndlessWriter.ROUND)) {
            for (int page = 1; page < found.length; page += 2) {
                assertThat(found[page] - page * 1000L).as("page %d", page).isGreaterThanOrEqualTo(acknowledged(line));
            }
            line = said.readLine();
        }
        assertThat(line).isNotNull();
        return line;
    }

    private static void check(RemoteRegion region, long[] found) {
        for (int page = 0; page < found.length; page++) {
            assertThat(region.getLong((long) page * PAGE)).as("page %d", page).isEqualTo(found[page]);
        }
    }
}
