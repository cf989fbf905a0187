package io.farpage.store.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Transport;
import io.farpage.api.contract.TransportContract;
import io.farpage.api.fake.TestThreads;
import io.farpage.store.TestProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own, one for each host id, which are killed with -9. */
class ShmProcessTransportTest extends TransportContract {
    @TempDir
    private static Path directory;

    private static final Map<Integer, TestProcess> PROCESSES = new HashMap<>();

    private final TestThreads transportThreads = new TestThreads();
    private final ShmTransport transport = new ShmTransport(transportThreads, Duration.ofSeconds(20));
    private final Map<Integer, TestHost> started = new HashMap<>();

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TestHost startHost(int id, long incarnation, long capacityBytes) {
        TestProcess process = PROCESSES.get(id);
        if (process == null || !process.isAlive()) {
            process = TestProcess.start(HostMain.class, directory.toString());
            PROCESSES.put(id, process);
        }
        process.tell(id + " " + incarnation + " " + capacityBytes);
        HostRef ref = new HostRef(new HostId(id), incarnation);
        HostInfo info = new HostInfo(ref, process.hear(), "domain-" + id, capacityBytes, 0, HostState.ALIVE);
        TestProcess serving = process;
        TestHost host = new TestHost() {
            @Override
            public HostInfo info() {
                return info;
            }

            @Override
            public void kill() {
                serving.kill();
            }
        };
        started.put(id, host);
        return host;
    }

    /** So that the connections' threads end. */
    @AfterEach
    void endHosts() {
        started.forEach((id, host) -> {
            TestProcess process = PROCESSES.get(id);
            if (process != null && process.isAlive()) {
                process.tell(id + " 9 0");
                process.hear();
            }
        });
        transportThreads.close();
    }

    @AfterAll
    static void endProcessesAndRemoveWhatTheyLeave() throws IOException {
        PROCESSES.values().forEach(TestProcess::close);
        PROCESSES.clear();
        ShmServer.removeLeftovers(directory);
        assertThat(directory).isEmptyDirectory();
    }
}
