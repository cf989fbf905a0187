package io.farpage.store.shm;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import java.lang.foreign.Arena;
import java.time.Duration;

/** A process that writes all slots of a slab, again and again, until a write is refused; then it says why. */
final class WriterMain {
    private WriterMain() {}

    public static void main(String[] args) {
        HostRef ref = new HostRef(new HostId(Integer.parseInt(args[1])), Long.parseLong(args[2]));
        HostInfo host = new HostInfo(ref, args[0], "", 0, 0, HostState.ALIVE);
        long slab = Long.parseLong(args[3]);
        long counter = Long.parseLong(args[4]);
        TestThreads threads = new TestThreads();
        HostConnection connection = new ShmTransport(threads, Duration.ofSeconds(30)).connect(host);
        TestClient client = new TestClient(connection, threads, Arena.global(), ShmFixture.SPEC);
        Status status = Status.OK;
        for (int writes = 0; status == Status.OK; writes++) {
            if (writes == 500) {
                System.out.println("writing");
            }
            int slot = writes % ShmFixture.SPEC.slotCount();
            counter++;
            status = client.write(slab, slot, counter, ShmFixture.version(counter));
        }
        System.out.println(status);
        connection.close();
        threads.close();
    }
}
