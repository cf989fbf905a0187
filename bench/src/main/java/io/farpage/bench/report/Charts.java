package io.farpage.bench.report;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** What the pictures of reports have in common. */
public final class Charts {
    /** Width of a picture; it is scaled to the page. */
    public static final int WIDTH = 760;

    public static final int HEIGHT = 440;

    private Charts() {}

    /** An empty picture of bars. */
    public static CategoryChart categories(String axis) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .yAxisTitle(axis)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }
}
