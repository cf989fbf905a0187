package io.farpage.structures;

import io.farpage.pager.RemoteRegion;

/**
 * Takes blocks of bytes from a region and takes them back. All that it knows is in the region, so whoever opens the region later goes on with
 * the same blocks; what it finds after a crash is what the region's pages then hold, so close or flush before you count on it.
 *
 * <p>Blocks come in {@link SizeClasses sizes} and stay of their size: a freed block is used again for what fits, and not merged
 * with others. Thread-safe as long as a region has one heap object. Blocks on remote memory; errors are those of {@link RemoteRegion}.
 */
public final class RegionHeap {
    /** Places to keep the offset of a block in, so that it is found again. */
    public static final int ROOTS = 16;

    private static final long MAGIC = 0x7061656870726166L; // "farpheap"
    private static final int VERSION = 1;

    private static final long MAGIC_AT = 0;
    private static final long VERSION_AT = 8;
    private static final long TOP_AT = 16;
    private static final long USED_AT = 24;
    private static final long ROOTS_AT = 32;
    private static final long FREE_AT = ROOTS_AT + ROOTS * Long.BYTES;
    private static final long FIRST_BLOCK = FREE_AT + SizeClasses.COUNT * (long) Long.BYTES;

    /** Before each block: its class and one of these. */
    private static final long ALLOCATED = 0xa1L << 56;

    private static final long FREE = 0xf1L << 56;
    private static final long STATE = 0xffL << 56;

    private final RemoteRegion region;

    private RegionHeap(RemoteRegion region) {
        this.region = region;
    }

    /**
     * Makes all of a region a heap without blocks.
     *
     * @throws IllegalStateException when the region's first bytes are in use
     */
    public static RegionHeap create(RemoteRegion region) {
        if (region.length() < FIRST_BLOCK) {
            throw new IllegalArgumentException("region '" + region.spec().name() + "' has " + region.length()
                    + " bytes; a heap needs " + FIRST_BLOCK + " and what its blocks take");
        }
        if (region.getLong(MAGIC_AT) != 0) {
            throw new IllegalStateException("region '" + region.spec().name()
                    + "' holds a heap or something else; open it, or trim the region");
        }
        region.setLong(TOP_AT, FIRST_BLOCK);
        region.setLong(VERSION_AT, VERSION);
        region.setLong(MAGIC_AT, MAGIC);
        return new RegionHeap(region);
    }

    /**
     * The heap that a region holds.
     *
     * @throws IllegalStateException when it holds none, or one of another version
     */
    public static RegionHeap open(RemoteRegion region) {
        if (region.length() < FIRST_BLOCK || region.getLong(MAGIC_AT) != MAGIC) {
            throw new IllegalStateException("region '" + region.spec().name() + "' holds no heap; create one");
        }
        if (region.getLong(VERSION_AT) != VERSION) {
            throw new IllegalStateException("region '" + region.spec().name() + "' holds a heap of version "
                    + region.getLong(VERSION_AT) + ", not " + VERSION);
        }
        return new RegionHeap(region);
    }

    /** Where its blocks are. */
    public RemoteRegion region() {
        return region;
    }

    /**
     * Takes a block.
     *
     * @param bytes that it has at least, more than 0
     * @return its offset in the region, a multiple of 8; what it holds is undefined
     * @throws HeapFullException when there is no room
     */
    public synchronized long allocate(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a block of " + bytes + " bytes");
        }
        int sizeClass = bytes > region.length() ? SizeClasses.COUNT : SizeClasses.of(bytes);
        long block = takeFree(sizeClass, sizeClass + 1);
        if (block == 0) {
            block = takeFresh(sizeClass);
        }
        if (block == 0) {
            block = takeFree(sizeClass, SizeClasses.COUNT);
        }
        if (block == 0) {
            throw new HeapFullException("region '" + region.spec().name() + "' has no room for a block of " + bytes
                    + " bytes: blocks take " + usedBytes() + " of its " + region.length() + " bytes");
        }
        long taken = region.getLong(block - Long.BYTES) & ~STATE;
        region.setLong(block - Long.BYTES, ALLOCATED | taken);
        region.setLong(USED_AT, usedBytes() + SizeClasses.bytes((int) taken));
        return block;
    }

    private long takeFree(int from, int end) {
        for (int sizeClass = from; sizeClass < Math.min(end, SizeClasses.COUNT); sizeClass++) {
            long block = region.getLong(freeAt(sizeClass));
            if (block != 0) {
                region.setLong(freeAt(sizeClass), region.getLong(block));
                return block;
            }
        }
        return 0;
    }

    private long takeFresh(int sizeClass) {
        long top = region.getLong(TOP_AT);
        if (sizeClass >= SizeClasses.COUNT || SizeClasses.bytes(sizeClass) > region.length() - top - Long.BYTES) {
            return 0;
        }
        region.setLong(top, FREE | sizeClass);
        region.setLong(TOP_AT, top + Long.BYTES + SizeClasses.bytes(sizeClass));
        return top + Long.BYTES;
    }

    /**
     * Gives a block back.
     *
     * @throws IllegalArgumentException when none begins there, or it was given back already
     */
    public synchronized void free(long block) {
        int sizeClass = sizeClassOf(block);
        region.setLong(block - Long.BYTES, FREE | sizeClass);
        region.setLong(block, region.getLong(freeAt(sizeClass)));
        region.setLong(freeAt(sizeClass), block);
        region.setLong(USED_AT, usedBytes() - SizeClasses.bytes(sizeClass));
    }

    /** Bytes of a block, as many as were asked for or some more. */
    public long capacity(long block) {
        return SizeClasses.bytes(sizeClassOf(block));
    }

    private int sizeClassOf(long block) {
        boolean possible = block > FIRST_BLOCK && block < region.length() && block % Long.BYTES == 0;
        long header = possible ? region.getLong(block - Long.BYTES) : 0;
        long sizeClass = header & ~STATE;
        if ((header & STATE) != ALLOCATED || sizeClass >= SizeClasses.COUNT) {
            throw new IllegalArgumentException("no block in use begins at offset " + block + " of region '"
                    + region.spec().name() + "'");
        }
        return (int) sizeClass;
    }

    /** What is kept at a place, 0 at first. */
    public long root(int place) {
        return region.getLong(rootAt(place));
    }

    /** Keeps the offset of a block, or anything else. */
    public void setRoot(int place, long value) {
        region.setLong(rootAt(place), value);
    }

    private static long rootAt(int place) {
        if (place < 0 || place >= ROOTS) {
            throw new IndexOutOfBoundsException("root " + place + " is not from 0 to " + (ROOTS - 1));
        }
        return ROOTS_AT + (long) place * Long.BYTES;
    }

    private static long freeAt(int sizeClass) {
        return FREE_AT + (long) sizeClass * Long.BYTES;
    }

    /** Bytes of all blocks in use. */
    public long usedBytes() {
        return region.getLong(USED_AT);
    }
}
