package io.farpage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final double LINE = Charts.FONT_SIZE;
    private static final Rectangle2D ROOM = new Rectangle2D.Double(0, 0, 400, 250);

    @Test
    void textsOfNeighboursCoverNeitherEachOtherNorABar() {
        List<Labels.Bar> bars = List.of(
                new Labels.Bar("1 copy", 50, 60, 60),
                new Labels.Bar("4+1", 100, 70, 100),
                new Labels.Bar("8+2", 102, 90, 160),
                new Labels.Bar("8+3", 116, 92, 180),
                new Labels.Bar("10+4", 120, 110, 200),
                new Labels.Bar("4+2", 132, 70, 120));

        List<Point2D> places = new Labels(ROOM, bars).place();

        assertThat(places).hasSameSizeAs(bars);
        for (int i = 0; i < bars.size(); i++) {
            Rectangle2D text = text(bars.get(i), places.get(i));
            assertThat(ROOM.contains(text)).isTrue();
            for (int j = 0; j < bars.size(); j++) {
                Labels.Bar bar = bars.get(j);
                assertThat(text.intersectsLine(bar.x(), bar.low(), bar.x(), bar.high()))
                        .isFalse();
                assertThat(i != j && text.intersects(text(bar, places.get(j)))).isFalse();
            }
        }
    }

    @Test
    void aTextIsBesideItsBarWhenThereIsRoom() {
        Point2D place = new Labels(ROOM, List.of(new Labels.Bar("4+2", 100, 70, 120)))
                .place()
                .getFirst();

        assertThat(place.getY()).isEqualTo(70);
        assertThat(place.getX()).isBetween(110.0, 140.0);
    }

    private static Rectangle2D text(Labels.Bar bar, Point2D middle) {
        double width = bar.text().length() * LINE / 2;
        return new Rectangle2D.Double(middle.getX() - width / 2, middle.getY() - LINE / 2, width, LINE);
    }
}
