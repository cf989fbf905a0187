package io.farpage.server.cluster;

import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.server.metrics.Metrics;
import io.farpage.store.MemoryHost;
import java.util.function.ToDoubleFunction;

/** What a memory host shows to those who watch it. */
final class HostMetrics {
    private HostMetrics() {}

    static Metrics of(MemoryHost host, HostEndpoint endpoint) {
        Metrics metrics = Metrics.ofProcess()
                .gauge(
                        "farpage_host_capacity_bytes",
                        "Memory that the host lends",
                        () -> of(host, HostStats::capacityBytes))
                .gauge("farpage_host_used_bytes", "Memory that its slabs take", () -> of(host, HostStats::usedBytes))
                .gauge("farpage_host_slabs", "Slabs that it has", () -> of(host, HostStats::slabs));
        endpoint.show(metrics);
        return metrics;
    }

    private static double of(MemoryHost host, ToDoubleFunction<HostStats> value) {
        return host.stats() instanceof Reply.Done<HostStats> done ? value.applyAsDouble(done.value()) : 0;
    }
}
