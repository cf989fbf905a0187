package io.farpage.server.metrics;

import io.farpage.pager.RegionStats;
import io.farpage.pager.RemoteMemory;
import io.farpage.pager.RemoteRegion;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of a program's open regions, with the label {@code region}, for the registry that the program has for its own.
 */
public final class RegionMetrics {
    private final RemoteMemory memory;
    private final PrometheusRegistry registry;

    private RegionMetrics(RemoteMemory memory, PrometheusRegistry registry) {
        this.memory = memory;
        this.registry = registry;
    }

    /** Shows all regions that are or will be open through {@code memory}; once for a registry. */
    public static void register(RemoteMemory memory, PrometheusRegistry registry) {
        RegionMetrics metrics = new RegionMetrics(memory, registry);
        metrics.gauge(
                "frames", "Pages that local memory can hold", r -> r.stats().frames());
        metrics.gauge("resident_pages", "Pages in local memory", r -> r.stats().residentPages());
        metrics.gauge(
                "dirty_pages",
                "Pages with bytes that are not stored yet",
                r -> r.stats().dirtyPages());
        metrics.gauge("tolerates", "Host losses that the region survives; -1 with lost pages", RemoteRegion::tolerates);
        metrics.counter("faults", "Pages read because an access needed them", RegionStats::faults);
        metrics.counter("pages_ahead", "Pages read before an access needed them", RegionStats::pagesAhead);
        metrics.counter("pages_ahead_used", "Of these, pages that an access needed later", RegionStats::pagesAheadUsed);
        metrics.counter(
                "pages_ahead_wasted",
                "Of these, pages that left local memory before any access needed them",
                RegionStats::pagesAheadWasted);
        metrics.counter("evictions", "Pages that left local memory", RegionStats::evictions);
        metrics.counter("failed_write_backs", "Writes that were not acknowledged", RegionStats::failedWriteBacks);
        metrics.counter(
                "pages_read", "Reads that hosts answered", s -> s.store().pagesRead());
        metrics.counter(
                "degraded_reads", "Pages decoded from parity", s -> s.store().degradedReads());
        metrics.counter(
                "pages_written",
                "Writes that hosts acknowledged",
                s -> s.store().pagesWritten());
        metrics.counter(
                "lost_pages", "Reads that found a page lost", s -> s.store().lostPages());
        metrics.counter(
                "bad_fragments",
                "Fragments whose header or checksum did not fit",
                s -> s.store().badFragments());
        metrics.counter(
                "extra_reads",
                "Fragments asked for because others took longer than usual",
                s -> s.store().extraReads());
        metrics.counter(
                "overloaded_pages",
                "Reads and writes that ended because hosts had too much to do",
                s -> s.store().overloadedPages());
    }

    private void gauge(String name, String help, ToDoubleFunction<RemoteRegion> value) {
        GaugeWithCallback.builder()
                .name("farpage_region_" + name)
                .help(help)
                .labelNames("region")
                .callback(callback -> memory.openRegions()
                        .forEach(r ->
                                callback.call(value.applyAsDouble(r), r.spec().name())))
                .register(registry);
    }

    private void counter(String name, String help, ToDoubleFunction<RegionStats> value) {
        CounterWithCallback.builder()
                .name("farpage_region_" + name + "_total")
                .help(help)
                .labelNames("region")
                .callback(callback -> memory.openRegions()
                        .forEach(r -> callback.call(
                                value.applyAsDouble(r.stats()), r.spec().name())))
                .register(registry);
    }
}
