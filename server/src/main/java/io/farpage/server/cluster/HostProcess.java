package io.farpage.server.cluster;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Threads;
import io.farpage.metadata.RatisDirectory;
import io.farpage.server.SystemThreads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.HostSettings;
import io.farpage.server.metrics.MetricsServer;
import io.farpage.server.metrics.MetricsServer.Health;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One memory host of a cluster. What it holds lives as long as the process. */
public final class HostProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostProcess.class);
    private static final Duration DIRECTORY_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(2);

    private final ClusterSettings cluster;
    private final HostEndpoint endpoint;
    private final MemoryHost host;
    private final MetricsServer metrics;
    private final RatisDirectory directory;
    private final Threads.Task givingBack;

    private HostProcess(
            ClusterSettings cluster,
            HostEndpoint endpoint,
            MemoryHost host,
            MetricsServer metrics,
            RatisDirectory directory,
            Threads.Task givingBack) {
        this.cluster = cluster;
        this.endpoint = endpoint;
        this.host = host;
        this.metrics = metrics;
        this.directory = directory;
        this.givingBack = givingBack;
    }

    /** As {@link #start(ClusterSettings, HostSettings, UnaryOperator)}, its memory as the transport wants it. */
    public static HostProcess start(ClusterSettings cluster, HostSettings settings) {
        return start(cluster, settings, UnaryOperator.identity());
    }

    /**
     * Starts a host and makes it known; returns when it serves.
     *
     * @param around may stand between the host and the memory of its slabs
     * @throws UsageException when its directory or a port cannot be used
     * @throws DirectoryException when the metadata group does not answer or does not want it
     */
    public static HostProcess start(ClusterSettings cluster, HostSettings settings, UnaryOperator<SlabSpace> around) {
        SystemThreads threads = new SystemThreads();
        HostEndpoint endpoint = HostEndpoint.open(cluster, settings, threads);
        RatisDirectory directory = new RatisDirectory(cluster.metadataGroup(), DIRECTORY_TIMEOUT, threads);
        try {
            HostInfo info = directory.registerHost(
                    settings.hostId(), endpoint.address(), settings.failureDomain(), settings.lendBytes());
            MemoryHost host = new MemoryHost(info.ref(), settings.lendBytes(), around.apply(endpoint.space()));
            MetricsServer metrics = MetricsServer.start(
                    "http",
                    settings.httpAddress(),
                    HostMetrics.of(host, endpoint),
                    () -> new Health(info.ref().toString(), host.isAlive(), "lends memory at " + info.address()));
            endpoint.serve(host);
            LOG.atInfo()
                    .addKeyValue("host", info.ref())
                    .addKeyValue("lendMiB", settings.lendMiB())
                    .addKeyValue("address", info.address())
                    .log("lends memory");
            Threads.Task givingBack = giveBack(directory, threads, info.ref(), settings);
            return new HostProcess(cluster, endpoint, host, metrics, directory, givingBack);
        } catch (RuntimeException e) {
            directory.close();
            endpoint.close();
            throw e;
        }
    }

    private static Threads.Task giveBack(
            RatisDirectory directory, SystemThreads threads, HostRef host, HostSettings settings) {
        Path file = settings.pressureFile();
        if (MemoryPressure.read(file).isEmpty()) {
            LOG.warn("{} does not say how short of memory the machine is: {} gives none back by itself", file, host);
        }
        return threads.start(
                "give back",
                new GiveBack(
                        directory,
                        threads,
                        host,
                        settings.lendBytes(),
                        () -> MemoryPressure.read(file).orElse(0),
                        settings.pressureLimit()));
    }

    /** Says goodbye to the directory, so that repair starts at once, and gives all memory back. */
    @Override
    public void close() {
        givingBack.close();
        directory.close();
        metrics.close();
        try (RatisDirectory goodbye =
                new RatisDirectory(cluster.metadataGroup(), GOODBYE_TIMEOUT, new SystemThreads())) {
            goodbye.setHostState(host.ref(), HostState.DEAD);
        } catch (DirectoryException e) {
            LOG.warn("{} leaves without the directory knowing: {}", host.ref(), e.getMessage());
        }
        host.close();
        endpoint.close();
    }
}
