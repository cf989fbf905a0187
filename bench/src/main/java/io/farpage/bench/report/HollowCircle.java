package io.farpage.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** A circle that is white inside. */
public final class HollowCircle extends Marker {
    private static final float LINE = 2;

    @Override
    public void paint(Graphics2D graphics, double x, double y, int size) {
        double diameter = size - LINE;
        Shape circle = new Ellipse2D.Double(x - diameter / 2, y - diameter / 2, diameter, diameter);
        Color color = graphics.getColor();
        graphics.setColor(Color.WHITE);
        graphics.fill(circle);
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(LINE));
        graphics.draw(circle);
    }
}
