package io.farpage.bench.overheads;

import io.farpage.bench.report.Charts;
import io.farpage.bench.report.HollowCircle;
import io.farpage.bench.report.Labels;
import java.awt.BasicStroke;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What schemes need of memory and of time: each a full and a hollow circle, with its name beside them. */
final class MemoryLatencyChart {
    /** About the part of a picture that points can be in. */
    private static final double PLOT_WIDTH = Charts.WIDTH * 0.8;

    private static final double PLOT_HEIGHT = Charts.HEIGHT * 0.65;

    private final List<Point> points;
    private final double left;
    private final double right;
    private final double top;

    /** A scheme with all hosts, and without as many as it survives. */
    record Point(String scheme, double memory, double healthyUs, double degradedUs) {}

    MemoryLatencyChart(List<Point> points) {
        this.points = points;
        left = 0.7;
        right = points.stream().mapToDouble(Point::memory).max().orElse(1) + 0.4;
        top = 1.1
                * points.stream()
                        .mapToDouble(p -> Math.max(p.healthyUs, p.degradedUs))
                        .max()
                        .orElse(1);
    }

    XYChart draw() {
        XYChart chart = Charts.points("memory for a byte", "median of a read, us");
        chart.getStyler()
                .setXAxisMin(left)
                .setXAxisMax(right)
                .setYAxisMin(0.0)
                .setYAxisMax(top)
                .setYAxisDecimalPattern("#,##0.#");
        for (Point point : points) {
            XYSeries between = chart.addSeries(point.scheme, new double[] {point.memory, point.memory}, new double[] {
                point.healthyUs, point.degradedUs
            });
            between.setMarker(SeriesMarkers.NONE)
                    .setLineColor(Charts.FAINT)
                    .setLineStyle(new BasicStroke(2))
                    .setShowInLegend(false);
        }
        addPoints(chart, "m hosts down", points.stream().mapToDouble(Point::degradedUs), new HollowCircle());
        addPoints(chart, "all hosts", points.stream().mapToDouble(Point::healthyUs), SeriesMarkers.CIRCLE);
        List<Point2D> places = new Labels(
                        new Rectangle2D.Double(0, 0, PLOT_WIDTH, PLOT_HEIGHT),
                        points.stream().map(this::bar).toList())
                .place();
        for (int i = 0; i < points.size(); i++) {
            chart.addAnnotation(new AnnotationText(
                    points.get(i).scheme,
                    left + places.get(i).getX() / PLOT_WIDTH * (right - left),
                    places.get(i).getY() / PLOT_HEIGHT * top,
                    false));
        }
        return chart;
    }

    private Labels.Bar bar(Point point) {
        return new Labels.Bar(
                point.scheme,
                (point.memory - left) / (right - left) * PLOT_WIDTH,
                Math.min(point.healthyUs, point.degradedUs) / top * PLOT_HEIGHT,
                Math.max(point.healthyUs, point.degradedUs) / top * PLOT_HEIGHT);
    }

    private void addPoints(XYChart chart, String name, DoubleStream us, Marker marker) {
        chart.addSeries(name, points.stream().mapToDouble(Point::memory).toArray(), us.toArray())
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
                .setMarker(marker)
                .setMarkerColor(Charts.FIRST);
    }
}
