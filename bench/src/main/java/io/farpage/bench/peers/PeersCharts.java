package io.farpage.bench.peers;

import io.farpage.bench.report.Charts;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of what {@link PeersBench} found. */
final class PeersCharts {
    private final PeersBench.Result result;
    private final List<String> peers;

    PeersCharts(PeersBench.Result result) {
        this.result = result;
        peers = result.rows().stream().map(PeersRow::peer).distinct().toList();
    }

    /** A picture, the name of its file, and what it is about. */
    record Picture(String name, String caption, Chart<?, ?> chart) {}

    List<Picture> all() {
        return List.of(
                new Picture(
                        "many",
                        "64 pages at once, by one thread. Beside each other belong those that survive a loss.",
                        bars("pages a second", 64, PeersRow::perSecond)),
                new Picture("one", "One page at a time.", bars("pages a second", 1, PeersRow::perSecond)),
                new Picture("median", "One page at a time: the median.", bars("us", 1, PeersRow::p50Us)),
                new Picture("tail", "One page at a time: the slowest of a hundred.", bars("us", 1, PeersRow::p99Us)),
                new Picture(
                        "memory", "Memory of all servers for a byte of data, copies and parity included.", memory()),
                new Picture(
                        "crash",
                        "Reads and writes around a kill, at 0 s: the longest in each tenth of a second, from when it was due. A line"
                                + " that is interrupted or climbs is a service that is away.",
                        crash()),
                new Picture("gap", "The longest time after a kill in which nothing was done.", gaps()));
    }

    private CategoryChart bars(String axis, int inFlight, ToDoubleFunction<PeersRow> value) {
        CategoryChart chart = Charts.categories(axis);
        for (String what : List.of("read", "write")) {
            List<Double> values = result.rows().stream()
                    .filter(r -> r.what().equals(what) && r.inFlight() == inFlight)
                    .map(r -> value.applyAsDouble(r))
                    .toList();
            chart.addSeries(what, peers, values);
        }
        return chart;
    }

    private CategoryChart memory() {
        CategoryChart chart = Charts.categories("bytes for a byte");
        chart.addSeries(
                "memory",
                peers,
                result.rows().stream()
                        .filter(r -> r.what().equals("read") && r.inFlight() == 1)
                        .map(PeersRow::memoryPerByte)
                        .toList());
        return chart;
    }

    private static String label(String peer, int killed) {
        return killed == 1 ? peer : peer + ", " + killed;
    }

    private XYChart crash() {
        XYChart chart = new XYChartBuilder()
                .width(Charts.WIDTH)
                .height(Charts.HEIGHT)
                .xAxisTitle("seconds after the kill")
                .yAxisTitle("ms")
                .build();
        chart.getStyler()
                .setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Line)
                .setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setYAxisLogarithmic(true);
        for (CrashRow row : result.crashes()) {
            List<CrashMoment> moments = result.moments().stream()
                    .filter(m -> m.peer().equals(row.peer()) && m.killed() == row.killed() && m.done() > 0)
                    .toList();
            if (!moments.isEmpty()) {
                chart.addSeries(
                                label(row.peer(), row.killed()),
                                moments.stream()
                                        .map(CrashMoment::fromKillSeconds)
                                        .toList(),
                                moments.stream().map(CrashMoment::worstMs).toList())
                        .setMarker(SeriesMarkers.NONE);
            }
        }
        return chart;
    }

    private CategoryChart gaps() {
        CategoryChart chart = Charts.categories("ms");
        chart.getStyler().setXAxisLabelRotation(30);
        chart.addSeries(
                "gap",
                result.crashes().stream()
                        .map(row -> label(row.peer(), row.killed()))
                        .toList(),
                result.crashes().stream().map(CrashRow::longestGapMs).toList());
        return chart;
    }
}
