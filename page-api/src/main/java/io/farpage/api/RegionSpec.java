package io.farpage.api;

/**
 * What a program asks for when it allocates a region; fixed for the region's life.
 *
 * @param name unique in the cluster; 1 to 200 characters of letters, digits, {@code . _ - /}
 * @param lengthBytes bytes that the program may address; 0 is allowed
 * @param pageBytes size of a page, a power of two from 4 KiB to 64 KiB
 * @param redundancy how pages survive crashes
 * @param startsIncomplete whether the region is known as incomplete until its owner says that all is in it
 * @param uncommittedBytes how much of the region may change from one commit of its owner to the next, in whole pages; 0 for a
 *     region without commits, where whoever owns it next finds all that was acknowledged
 */
public record RegionSpec(
        String name,
        long lengthBytes,
        int pageBytes,
        Redundancy redundancy,
        boolean startsIncomplete,
        long uncommittedBytes) {
    /** The usual page. */
    public static final int DEFAULT_PAGE_BYTES = 4096;

    /** Pages that a region may have at the most: the width of the field in a fragment's header. */
    public static final long MAX_PAGES = 1L << 40;

    public RegionSpec {
        if (!name.matches("[A-Za-z0-9._/-]{1,200}")) {
            throw new IllegalArgumentException(
                    "region name '" + name + "' is not 1 to 200 characters of letters, digits, '.', '_', '-' and '/'");
        }
        if (pageBytes < 4096 || pageBytes > 65536 || Integer.bitCount(pageBytes) != 1) {
            throw new IllegalArgumentException("page size " + pageBytes + " of region '" + name
                    + "' is not a power of two from 4096 to 65536 bytes");
        }
        if (lengthBytes < 0 || (lengthBytes - 1) / pageBytes >= MAX_PAGES) {
            throw new IllegalArgumentException(
                    "length " + lengthBytes + " of region '" + name + "' is not from 0 to 2^40 pages");
        }
        if (uncommittedBytes < 0 || (uncommittedBytes > 0 && uncommittedBytes < pageBytes)) {
            throw new IllegalArgumentException("region '" + name + "' cannot have up to " + uncommittedBytes
                    + " uncommitted bytes: give 0 for no commits, or a page's " + pageBytes + " bytes or more");
        }
    }

    /** A region that is complete from the start, without commits. */
    public RegionSpec(String name, long lengthBytes, int pageBytes, Redundancy redundancy) {
        this(name, lengthBytes, pageBytes, redundancy, false, 0);
    }

    /** A region of 4 KiB pages. */
    public static RegionSpec of(String name, long lengthBytes, Redundancy redundancy) {
        return new RegionSpec(name, lengthBytes, DEFAULT_PAGE_BYTES, redundancy);
    }

    /** The same, known as incomplete until its owner says that all is in it. */
    public RegionSpec startingIncomplete() {
        return new RegionSpec(name, lengthBytes, pageBytes, redundancy, true, uncommittedBytes);
    }

    /** The same with commits, and up to {@code bytes} that change between two of them. */
    public RegionSpec withCommits(long bytes) {
        return new RegionSpec(name, lengthBytes, pageBytes, redundancy, startsIncomplete, bytes);
    }

    /** Whether whoever owns it next finds it as of its last commit. */
    public boolean hasCommits() {
        return uncommittedBytes > 0;
    }

    /** Pages that may change between two commits. */
    public long uncommittedPages() {
        return Math.min(pageCount(), uncommittedBytes / pageBytes);
    }

    /** Pages that hold {@link #lengthBytes}. */
    public long pageCount() {
        return (lengthBytes + pageBytes - 1) / pageBytes;
    }

    /** Bytes that are read and written to put a lost fragment back: k fragments and one. */
    public long repairBytes() {
        return (redundancy.data() + 1L) * fragmentBytes();
    }

    /** Bytes of a fragment's payload: the page's share, or all of it in copies, rounded up to a multiple of 64. */
    public int fragmentBytes() {
        return (pageBytes / redundancy.data() + (pageBytes % redundancy.data() == 0 ? 0 : 1) + 63) & -64;
    }
}
