package io.farpage.chaos.processes;

import io.farpage.chaos.history.Histories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How a run went, second by second: operations, how long they took, how many losses could be borne, who was harmed. */
final class Timeline implements AutoCloseable {
    private static final int DIGITS = 3;
    private static final long LOOK_NS = 500_000_000;
    private static final double NS_PER_US = 1e3;

    private final Histories histories;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Second> seconds = new CopyOnWriteArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final Histogram calm = new Histogram(DIGITS);
    private final Histogram faulty = new Histogram(DIGITS);
    private final long startNs = System.nanoTime();
    private volatile int tolerates = ChaosRun.REDUNDANCY.parity();
    private @Nullable Thread sampling;

    private record Second(double at, double operations, double p99Us, int tolerates, int harmed) {}

    private record Mark(LocalTime time, double at, String what) {}

    /** One of programs that keep histories, which it closes. */
    Timeline(Histories histories) {
        this.histories = histories;
    }

    /** Notes what happens now. Safe to call from any thread. */
    void mark(String what) {
        synchronized (marks) {
            marks.add(new Mark(LocalTime.now(ZoneId.systemDefault()), at(System.nanoTime()), what));
        }
    }

    /** Writes what was noted, and when, a line each. */
    void writeMarks(Path file) throws IOException {
        synchronized (marks) {
            Files.write(file, marks.stream().map(m -> m.time + " " + m.what).toList());
        }
    }

    void start(Victims victims) {
        histories.read(operation -> {}); // What was written to begin with.
        // The directory may take long to answer, or not answer at all.
        Thread.ofPlatform().daemon().name("tolerance").start(() -> {
            while (!stopped.get()) {
                victims.tolerates().ifPresent(losses -> tolerates = losses);
                LockSupport.parkNanos(LOOK_NS);
            }
        });
        sampling = Thread.ofPlatform().daemon().name("timeline").start(() -> sample(victims));
    }

    /** Ends it; what it knows can be asked for from then on. */
    void stop() {
        stopped.set(true);
        try {
            if (sampling != null) {
                sampling.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Seconds since the timeline was made. */
    private double at(long ns) {
        return (ns - startNs) / 1e9;
    }

    private void sample(Victims victims) {
        long last = System.nanoTime();
        while (!stopped.get()) {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            Histogram interval = new Histogram(DIGITS);
            histories.read(operation -> interval.recordValue(operation.completedNs() - operation.invokedNs()));
            int harmed = victims.harmed();
            int borne = tolerates;
            boolean isCalm = harmed == 0 && borne == ChaosRun.REDUNDANCY.parity();
            (isCalm ? calm : faulty).add(interval);
            seconds.add(new Second(
                    at(now),
                    interval.getTotalCount() / ((now - last) / 1e9),
                    interval.getValueAtPercentile(99) / NS_PER_US,
                    borne,
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
        double[] time = seconds.stream().mapToDouble(Second::at).toArray();
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

    /** A chart with a line for each fault, and above it its name. */
    private XYChart chart(String title, String what, double[] time, double[] values) {
        XYChart chart = new XYChartBuilder()
                .width(1200)
                .height(250)
                .title(title)
                .xAxisTitle("s")
                .yAxisTitle(what)
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.addSeries(what, time, values).setMarker(SeriesMarkers.NONE);
        double top = DoubleStream.of(values).max().orElse(0);
        for (Mark mark : marks) {
            chart.addAnnotation(new AnnotationLine(mark.at, true, false));
            chart.addAnnotation(new AnnotationText(mark.what, mark.at, top, false));
        }
        return chart;
    }

    @Override
    public void close() {
        stop();
        histories.close();
    }
}
