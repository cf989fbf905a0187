package io.farpage.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How the pictures of reports look: narrow with large letters, so that they can be read on a telephone, where they are scaled down by a
 * third; in colours that get lighter one after the other, so that they differ in grey, too, and alternate between blue and orange, which
 * nearly everybody can tell apart.
 */
public final class Charts {
    /** Width of a picture; it is scaled to the page. */
    public static final int WIDTH = 520;

    public static final int HEIGHT = 420;

    /** Of all letters, in the unit of {@link #WIDTH}. */
    public static final int FONT_SIZE = 16;

    /** Of what is only to be seen at a second glance. */
    public static final Color FAINT = new Color(0x9aa4af);

    /** Of the first series. */
    public static final Color FIRST = new Color(0x16305c);

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE);
    private static final double LETTER = FONT_SIZE * 0.62;
    private static final int LEGEND_LINE = 22;
    private static final int LEGEND_PADDING = 9;
    private static final Color INK = new Color(0x1b1f24);
    private static final Color GRID = new Color(0xe3e7eb);
    private static final Color[] COLORS = {
        FIRST, new Color(0xb4530a), new Color(0x2f86c9), new Color(0xf0a030), new Color(0x9fcbe8)
    };
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.TRIANGLE_DOWN
    };

    private Charts() {}

    /** An empty picture of bars. */
    public static CategoryChart categories(String axis) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .yAxisTitle(axis)
                .build();
        style(chart.getStyler());
        chart.getStyler().setXAxisTickMarkSpacingHint(1).setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setAvailableSpaceFill(0.85).setLabelsFont(FONT);
        return chart;
    }

    /** An empty picture of bars that are probabilities, each of ten times the one below; smaller ones than {@code least} have none. */
    public static CategoryChart probabilities(double least) {
        CategoryChart chart = categories("probability");
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setYAxisLogarithmicDecadeOnly(true)
                .setYAxisMin(least)
                .setYAxisMax(1.0)
                .setYAxisTickLabelsFormattingFunction(Charts::powerOfTen);
        return chart;
    }

    private static String powerOfTen(double value) {
        long exponent = Math.round(Math.log10(value));
        return exponent < -3
                ? "1e" + exponent
                : BigDecimal.ONE.scaleByPowerOfTen((int) exponent).toPlainString();
    }

    /** An empty picture of lines or points. */
    public static XYChart points(String xAxis, String yAxis) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        style(chart.getStyler());
        return chart;
    }

    /** Colours for series that come in pairs: of each a dark one and a light one of the same colour. */
    public static void pair(CategoryChart chart) {
        chart.getStyler().setSeriesColors(new Color[] {COLORS[0], COLORS[2], COLORS[1], COLORS[3]});
    }

    /** Writes a picture as {@code svg} or {@code png}. What does not fit side by side, in its legend or below its axis, is arranged otherwise. */
    public static void save(Chart<?, ?> chart, Path file, String format) throws IOException {
        double legend = chart.getSeriesCollection().stream()
                .filter(Series::isShowInLegend)
                .mapToDouble(series ->
                        LEGEND_LINE + 2 * LEGEND_PADDING + series.getName().length() * LETTER)
                .sum();
        if (legend > WIDTH * 0.95) {
            chart.getStyler().setLegendLayout(LegendLayout.Vertical);
        }
        if (chart instanceof CategoryChart bars && labelsWidth(bars) > WIDTH * 0.8) {
            bars.getStyler().setXAxisLabelRotation(45);
        }
        ChartEncoder.saveChart(chart, file.toString(), format);
    }

    /** What labels of equal width need that stand side by side. */
    private static double labelsWidth(CategoryChart bars) {
        return bars.getSeriesCollection().stream()
                .mapToDouble(series -> series.getXData().size()
                        * series.getXData().stream()
                                .mapToDouble(label -> (label.toString().length() + 1) * LETTER)
                                .max()
                                .orElse(0))
                .max()
                .orElse(0);
    }

    private static void style(AxesChartStyler styler) {
        styler.setAxisTitleFont(FONT)
                .setAxisTickLabelsFont(FONT)
                .setAxisTickLabelsColor(INK)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setAxisTicksLineVisible(false)
                .setAxisTickMarksColor(GRID)
                .setYAxisTickMarkSpacingHint(50)
                .setXAxisTickMarkSpacingHint(80);
        styler.setLegendFont(FONT)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendSeriesLineLength(LEGEND_LINE)
                .setLegendPadding(LEGEND_PADDING);
        styler.setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setChartPadding(6)
                .setChartTitleVisible(false)
                .setChartTitleFont(FONT)
                .setChartTitleBoxVisible(false)
                .setSeriesColors(COLORS)
                .setSeriesMarkers(MARKERS)
                .setMarkerSize(12)
                .setLocale(Locale.ROOT)
                .setDecimalPattern("#,##0.###")
                .setAnnotationTextFont(FONT)
                .setAnnotationTextFontColor(INK);
    }
}
