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
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One incarnation of a memory host: what it holds lives as long as this. */
final class HostLife implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostLife.class);
    private static final Duration DIRECTORY_TIMEOUT = Duration.ofSeconds(60);

    /** A host that is to end waits no longer for the metadata group. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    private final HostEndpoint endpoint;
    private final MemoryHost host;
    private final MetricsServer metrics;
    private final RatisDirectory directory;
    private final Threads.Task givingBack;

    private HostLife(
            HostEndpoint endpoint,
            MemoryHost host,
            MetricsServer metrics,
            RatisDirectory directory,
            Threads.Task givingBack) {
        this.endpoint = endpoint;
        this.host = host;
        this.metrics = metrics;
        this.directory = directory;
        this.givingBack = givingBack;
    }

    /**
     * Starts a host and makes it known; returns when it serves.
     *
     * @param around may stand between the host and its memory and network
     * @throws UsageException when its directory or a port cannot be used
     * @throws DirectoryException when the metadata group does not answer or does not want it
     */
    static HostLife start(ClusterSettings cluster, HostSettings settings, HostSurroundings around) {
        SystemThreads threads = new SystemThreads();
        HostEndpoint endpoint = HostEndpoint.open(cluster, settings, around, threads);
        try (RatisDirectory directory = new RatisDirectory(cluster.metadataGroup(), DIRECTORY_TIMEOUT, threads)) {
            HostInfo info = directory.registerHost(
                    settings.hostId(), endpoint.address(), settings.failureDomain(), settings.lendBytes());
            MemoryHost host = new MemoryHost(info.ref(), settings.lendBytes(), around.memory(endpoint.space()));
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
            RatisDirectory quick = new RatisDirectory(cluster.metadataGroup(), QUICK, threads);
            return new HostLife(endpoint, host, metrics, quick, giveBack(quick, threads, info.ref(), settings));
        } catch (RuntimeException e) {
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

    /** What the directory knows of this host now. */
    HostInfo newest() {
        return directory.hosts().stream()
                .filter(h -> h.ref().host().equals(host.ref().host()))
                .findFirst()
                .orElseThrow();
    }

    HostRef ref() {
        return host.ref();
    }

    /** Says goodbye to the directory, so that repair starts at once, and gives all memory back. */
    @Override
    public void close() {
        givingBack.close();
        metrics.close();
        try (directory) {
            directory.setHostState(host.ref(), HostState.DEAD);
        } catch (DirectoryException e) {
            LOG.warn("{} leaves without the directory knowing: {}", host.ref(), e.getMessage());
        }
        host.close();
        endpoint.close();
    }
}
