package io.farpage.chaos.host;

/**
 * What a network does to datagrams that go one way.
 *
 * @param loss of how many of them it loses, 0 to 1; 1 is a cut
 * @param duplicates how many arrive twice
 * @param corrupted of how many of those that carry messages it flips a bit of the message
 * @param reordered how many arrive late, behind others
 * @param delayUs how long all take at the least; as much again at the most
 */
public record Weather(double loss, double duplicates, double corrupted, double reordered, int delayUs) {
    /** Nothing. */
    public static final Weather CALM = new Weather(0, 0, 0, 0, 0);

    /** All are lost. */
    public static final Weather CUT = new Weather(1, 0, 0, 0, 0);

    /** The same, as a query of a URI. */
    String query() {
        return "loss=%s&duplicates=%s&corrupted=%s&reordered=%s&delayUs=%d"
                .formatted(loss, duplicates, corrupted, reordered, delayUs);
    }
}
