package io.farpage.chaos.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionId;
import io.farpage.api.SlabSpec;
import io.farpage.store.SlabMemory;
import io.farpage.store.SlabSpace;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The memory of a host's slabs, with the means to damage what is in it. Thread-safe. */
public final class RottingSpace implements SlabSpace {
    private final SlabSpace sound;
    private final Map<Long, Lent> slabs = new ConcurrentHashMap<>();

    private record Lent(SlabSpec spec, SlabMemory memory) {}

    /** Memory of {@code sound}, which rots when it is told to. */
    public RottingSpace(SlabSpace sound) {
        this.sound = sound;
    }

    @Override
    public SlabMemory lend(long slab, SlabSpec spec) throws IOException {
        SlabMemory memory = sound.lend(slab, spec);
        slabs.put(slab, new Lent(spec, memory));
        return memory;
    }

    /**
     * Damages one fragment.
     *
     * @param bit which bit of payload or header flips, modulo their length
     * @return false when there is no such slab, or no intact fragment in that slot
     */
    public boolean damage(long slab, int slot, Rot rot, int bit) {
        Lent lent = slabs.get(slab);
        if (lent == null || slot < 0 || slot >= lent.spec.slotCount()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(FragmentHeader.BYTES, 8);
            MemorySegment payload = arena.allocate(lent.spec.payloadBytes(), 64);
            FragmentOp op = new FragmentOp(header).read(slab, slot, payload, 0, lent.spec.payloadBytes());
            lent.memory.slots().read(op);
            if (!FragmentHeader.isIntact(header, 0)) {
                return false;
            }
            switch (rot) {
                case FLIPPED_PAYLOAD -> flip(payload, bit);
                case FLIPPED_HEADER -> flip(header, bit);
                case LOST -> header.fill((byte) 0);
                case STALE -> age(header);
            }
            lent.memory.slots().store(op);
        } catch (IllegalStateException e) {
            return false; // The slab was released meanwhile.
        }
        return true;
    }

    private static void flip(MemorySegment bytes, int bit) {
        long at = Math.floorMod((long) bit, bytes.byteSize() * Byte.SIZE);
        byte old = bytes.get(JAVA_BYTE, at / Byte.SIZE);
        bytes.set(JAVA_BYTE, at / Byte.SIZE, (byte) (old ^ 1 << at % Byte.SIZE));
    }

    private static void age(MemorySegment header) {
        FragmentHeader.write(
                header,
                0,
                FragmentHeader.kind(header, 0),
                FragmentHeader.index(header, 0),
                Redundancy.coded(FragmentHeader.data(header, 0), FragmentHeader.parity(header, 0)),
                new RegionId(FragmentHeader.region(header, 0)),
                FragmentHeader.page(header, 0),
                FragmentHeader.generation(header, 0),
                FragmentHeader.version(header, 0) - 1,
                FragmentHeader.payloadCrc(header, 0));
    }
}
