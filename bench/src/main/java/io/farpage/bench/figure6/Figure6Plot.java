package io.farpage.bench.figure6;

import io.farpage.bench.report.Charts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;

/** Pictures of {@link Figure6}, as PNG and SVG. */
final class Figure6Plot {
    private Figure6Plot() {}

    /** Writes all pictures to a directory, which is made if need be. */
    static void write(Path directory, Figure6.Result result) throws IOException {
        Files.createDirectories(directory);
        List<Double> operations = result.throughput().stream()
                .map(Throughput::operationUs)
                .distinct()
                .toList();
        for (double operationUs : operations) {
            String name = operationUs == 0 ? "throughput" : "throughput-%.0fus".formatted(operationUs);
            save(directory, name, throughput(result.throughput(), operationUs));
        }
        save(directory, "fault-parts", parts(result.faultParts()));
    }

    private static XYChart throughput(List<Throughput> all, double operationUs) {
        List<Throughput> points =
                all.stream().filter(p -> p.operationUs() == operationUs).toList();
        XYChart chart = Charts.points("data in local memory, %", "accesses a second");
        chart.setTitle("Random reads and writes"
                + (operationUs == 0 ? "" : ", %.0f us of work after each".formatted(operationUs)));
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setYAxisLogarithmicDecadeOnly(true)
                .setChartTitleVisible(true);
        for (String system : points.stream().map(Throughput::system).distinct().toList()) {
            List<Throughput> line =
                    points.stream().filter(p -> p.system().equals(system)).toList();
            chart.addSeries(
                    system,
                    line.stream().mapToDouble(Throughput::localPercent).toArray(),
                    line.stream().mapToDouble(Throughput::perSecond).toArray());
        }
        return chart;
    }

    private static CategoryChart parts(List<FaultPart> parts) {
        CategoryChart chart = Charts.categories("ns");
        chart.setTitle("Where the time of a fault goes, 4+2 on shared memory");
        chart.getStyler().setStacked(true).setLabelsVisible(true).setChartTitleVisible(true);
        for (FaultPart part : parts) {
            chart.addSeries(part.part(), List.of("fault"), List.of(Math.max(0, part.ns())));
        }
        return chart;
    }

    private static void save(Path directory, String name, Chart<?, ?> chart) throws IOException {
        for (String format : List.of("png", "svg")) {
            Charts.save(chart, directory.resolve(name + "." + format), format);
        }
    }
}
