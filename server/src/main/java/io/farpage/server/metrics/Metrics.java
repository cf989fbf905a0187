package io.farpage.server.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The metrics of one process: numbers that it keeps anyway, asked for when somebody looks. Thread-safe. */
public final class Metrics {
    private final PrometheusRegistry registry;

    private Metrics(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** The metrics of a process that belongs to Farpage alone, those of its JVM among them. */
    public static Metrics ofProcess() {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        return new Metrics(registry);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** Shows a number that only grows; the name ends in {@code _total}. */
    public Metrics counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
        return this;
    }

    /** Shows a number that grows and shrinks. */
    public Metrics gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
        return this;
    }
}
