package io.farpage.store.aeron;

import io.farpage.api.HostConnection;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.RegionId;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Version;
import io.farpage.api.fake.TestThreads;
import io.farpage.store.MemoryHost;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** A host and a client in one JVM, each with a media driver of its own, over UDP. */
final class AeronPair implements AutoCloseable {
    static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(7), 0), 3, 5, 200, 1024);

    final TestThreads threads = new TestThreads();
    final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    final AeronMedia hostMedia;
    final AeronMedia clientMedia;
    final MemoryHost host = new MemoryHost(new HostRef(new HostId(1), 1), 1L << 26);
    final AeronHostServer server;
    final AeronTransport transport;

    AeronPair(AeronConfig config) {
        this(TestAeron.media(), config, UnaryOperator.identity(), UnaryOperator.identity());
    }

    AeronPair(
            MediaConfig media,
            AeronConfig config,
            UnaryOperator<MessageSink> requests,
            UnaryOperator<MessageSink> answers) {
        hostMedia = new AeronMedia(media, threads, errors::add);
        clientMedia = new AeronMedia(media, threads, errors::add);
        server = new AeronHostServer(hostMedia, AeronAddress.parse("aeron:127.0.0.1:0"), config, at -> at, answers);
        server.serve(host);
        transport = new AeronTransport(clientMedia, config, requests);
    }

    HostInfo info() {
        return new HostInfo(host.ref(), server.address().toString(), "domain-1", 1L << 26, 0, HostState.ALIVE);
    }

    HostConnection connect() {
        return transport.connect(info());
    }

    static long version(long counter) {
        return Version.of(SPEC.epoch(), counter);
    }

    @Override
    public void close() {
        clientMedia.close();
        hostMedia.close();
        host.close();
        threads.close();
    }
}
