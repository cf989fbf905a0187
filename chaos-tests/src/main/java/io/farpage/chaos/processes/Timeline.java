package io.farpage.chaos.processes;

import io.farpage.pager.RemoteRegion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How a run went, second by second: operations, how long they took, how many losses could be borne, who was harmed. */
final class Timeline {
    private static final int DIGITS = 3;
    private static final double NS_PER_US = 1e3;

    private final Recorder recorder = new Recorder(DIGITS);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Second> seconds = new ArrayList<>();
    private final Histogram calm = new Histogram(DIGITS);
    private final Histogram faulty = new Histogram(DIGITS);
    private final CountDownLatch ended = new CountDownLatch(1);

    private record Second(double operations, double p99Us, int tolerates, int harmed) {}

    /** Notes that an operation has ended. Safe to call from any thread. */
    void operation(long ns) {
        recorder.recordValue(ns);
    }

    void start(RemoteRegion watched, Victims harmed) {
        Thread.ofPlatform().daemon().name("timeline").start(() -> {
            sample(watched, harmed);
            ended.countDown();
        });
    }

    void stop() throws InterruptedException {
        stopped.set(true);
        ended.await();
    }

    private void sample(RemoteRegion region, Victims victims) {
        long last = System.nanoTime();
        while (!stopped.get()) {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            Histogram interval = recorder.getIntervalHistogram();
            int harmed = victims.harmed();
            int tolerates = region.tolerates();
            boolean isCalm = harmed == 0 && tolerates == ChaosRun.REDUNDANCY.parity();
            (isCalm ? calm : faulty).add(interval);
            seconds.add(new Second(
                    interval.getTotalCount() / ((now - last) / 1e9),
                    interval.getValueAtPercentile(99) / NS_PER_US,
                    tolerates,
                    harmed));
            last = now;
        }
    }

    double calmP99Us() {
        return calm.getValueAtPercentile(99) / NS_PER_US;
    }

    double faultyP99Us() {
        return faulty.getValueAtPercentile(99) / NS_PER_US;
    }

    /** Writes a picture; call it when the run has ended. */
    void plot(Path file, String title) throws IOException {
        double[] time = IntStream.range(0, seconds.size()).asDoubleStream().toArray();
        List<XYChart> charts = List.of(
                chart(
                        title,
                        "operations/s",
                        time,
                        seconds.stream().mapToDouble(Second::operations).toArray()),
                chart(
                        "",
                        "p99, us",
                        time,
                        seconds.stream().mapToDouble(Second::p99Us).toArray()),
                chart(
                        "",
                        "losses borne",
                        time,
                        seconds.stream().mapToDouble(Second::tolerates).toArray()),
                chart(
                        "",
                        "processes harmed",
                        time,
                        seconds.stream().mapToDouble(Second::harmed).toArray()));
        BitmapEncoder.saveBitmap(charts, charts.size(), 1, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static XYChart chart(String title, String what, double[] time, double[] values) {
        XYChart chart = new XYChartBuilder()
                .width(1200)
                .height(250)
                .title(title)
                .xAxisTitle("s")
                .yAxisTitle(what)
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.addSeries(what, time, values).setMarker(SeriesMarkers.NONE);
        return chart;
    }
}
