package io.farpage.bench.measure;

import io.farpage.api.Redundancy;
import java.util.List;

/** A way to keep pages. */
public record Scheme(String name, Redundancy redundancy) {
    /** No redundancy, copies, and codes of growing width. */
    public static final List<Scheme> ALL =
            List.of(copies(1), copies(2), copies(3), coded(4, 1), coded(4, 2), coded(8, 2), coded(8, 3), coded(10, 4));

    /** For who has little time: no redundancy, the two usual numbers of copies, and the two usual codes. */
    public static final List<Scheme> FEW = List.of(copies(1), copies(2), copies(3), coded(4, 2), coded(8, 2));

    /** So many copies of each page. */
    public static Scheme copies(int count) {
        return new Scheme(count == 1 ? "1 copy" : count + " copies", Redundancy.copies(count));
    }

    /** Pages in so many fragments of data, and of parity. */
    public static Scheme coded(int data, int parity) {
        return new Scheme(data + "+" + parity, Redundancy.coded(data, parity));
    }

    public int data() {
        return redundancy.data();
    }

    public int parity() {
        return redundancy.parity();
    }

    /** Whether pages can still be written while so many of its hosts are gone: one more than it takes to read them has to store each. */
    public boolean canWriteWithout(int hosts) {
        return redundancy.total() - hosts >= Math.min(redundancy.data() + 1, redundancy.total());
    }
}
