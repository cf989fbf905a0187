package io.farpage.bench.report;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds places for short texts beside the vertical bars that they belong to, so that none covers another or a bar. In the unit of
 * {@link Charts#WIDTH}, with y growing upwards. Not thread-safe.
 */
public final class Labels {
    private static final double LINE = Charts.FONT_SIZE * 1.25;
    private static final double LETTER = Charts.FONT_SIZE * 0.62;
    private static final double BAR = 16;
    private static final int FARTHEST = 8;

    private final Rectangle2D room;
    private final List<Bar> bars;
    private final List<Rectangle2D> taken = new ArrayList<>();

    /** Something between two heights that has a name; both may be the same. */
    public record Bar(String text, double x, double low, double high) {
        private Rectangle2D box() {
            return new Rectangle2D.Double(x - BAR / 2, low - BAR / 2, BAR, high - low + BAR);
        }
    }

    /** For these bars, none of whose texts may be outside of {@code room}. */
    public Labels(Rectangle2D room, List<Bar> bars) {
        this.room = room;
        this.bars = bars;
        bars.forEach(bar -> taken.add(bar.box()));
    }

    /** The middles of all texts, in the order of the bars. */
    public List<Point2D> place() {
        return bars.stream().map(this::place).toList();
    }

    private Point2D place(Bar bar) {
        double width = bar.text.length() * LETTER;
        double aside = (BAR + width) / 2;
        double above = (BAR + LINE) / 2;
        List<Point2D> candidates = new ArrayList<>(List.of(
                new Point2D.Double(bar.x + aside, bar.low),
                new Point2D.Double(bar.x, bar.low - above),
                new Point2D.Double(bar.x, bar.high + above),
                new Point2D.Double(bar.x - aside, bar.low),
                new Point2D.Double(bar.x + aside, bar.high),
                new Point2D.Double(bar.x - aside, bar.high)));
        for (int line = 1; line < FARTHEST; line++) {
            candidates.add(new Point2D.Double(bar.x, bar.high + above + line * LINE));
            candidates.add(new Point2D.Double(bar.x, bar.low - above - line * LINE));
        }
        for (Point2D middle : candidates) {
            Rectangle2D box = box(middle, width);
            if (room.contains(box) && taken.stream().noneMatch(box::intersects)) {
                taken.add(box);
                return middle;
            }
        }
        return candidates.getFirst();
    }

    private static Rectangle2D box(Point2D middle, double width) {
        return new Rectangle2D.Double(middle.getX() - width / 2, middle.getY() - LINE / 2, width, LINE);
    }
}
