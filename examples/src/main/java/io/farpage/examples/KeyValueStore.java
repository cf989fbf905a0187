package io.farpage.examples;

import io.farpage.pager.RemoteRegion;
import io.farpage.structures.RegionHeap;
import io.farpage.structures.RemoteHashMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A hash map in a region: puts values of some 1,000 bytes, replaces and removes some, and looks all of them up again. */
final class KeyValueStore implements Example {
    private static final int VALUE_BYTES = 1000;

    /** What an entry takes at the most: value, key, the map's and the heap's own words, and room that a block has too much. */
    private static final int ENTRY_BYTES = 1400;

    @Override
    public String run(RemoteRegion region, long localBytes) {
        RegionHeap heap = RegionHeap.create(region);
        RemoteHashMap map = RemoteHashMap.create(heap);
        heap.setRoot(0, map.block()); // From here a program finds the map that opens the region later.
        int entries = (int) (region.length() / ENTRY_BYTES);
        for (int i = 0; i < entries; i++) {
            map.put(key(i), value(i, 0));
        }
        for (int i = 0; i < entries; i += 10) {
            map.put(key(i), value(i, 1));
            map.remove(key(i + 1));
        }
        region.flush();

        RegionHeap again = RegionHeap.open(region);
        RemoteHashMap found = RemoteHashMap.open(again, again.root(0));
        for (int i = 0; i < entries; i++) {
            byte[] expected = i % 10 == 1 ? null : value(i, i % 10 == 0 ? 1 : 0);
            if (!Arrays.equals(found.get(key(i)), expected)) {
                throw new IllegalStateException("key " + i + " has another value than was put");
            }
        }
        return "%,d keys with values of %,d bytes, every tenth replaced and every tenth removed; all as they should be"
                .formatted(found.size(), VALUE_BYTES);
    }

    private static byte[] key(int i) {
        return ("user:" + i).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] value(int i, int edition) {
        byte[] value = new byte[VALUE_BYTES];
        new SplittableRandom(2L * i + edition).nextBytes(value);
        return value;
    }
}
