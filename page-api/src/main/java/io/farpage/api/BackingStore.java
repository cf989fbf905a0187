package io.farpage.api;

/**
 * Where a pager's pages live: the whole pages of one region, by their number, for the region's one owner, or for one of
 * the readers of a sealed region. Calls block until all is done or failed, for a bounded time. Thread-safe, with one duty of the caller: no two calls may write the same page
 * at the same time, and a page is not read while it is being written.
 */
public interface BackingStore extends AutoCloseable {
    /** The region as it was created. */
    RegionSpec spec();

    /** The owner's epoch. */
    int epoch();

    /**
     * Native bytes that the memory of one page must have, 64-byte aligned: at least the page's size. A read may write
     * anything to the bytes beyond the page.
     */
    int frameBytes();

    /**
     * Reads the pages of a batch, each into its memory, in parallel where the transport can. A page that was never written
     * reads as zeros. A page that fails leaves its memory undefined.
     */
    void read(PageBatch batch);

    /**
     * Writes the pages of a batch, each from its memory, which nobody changes meanwhile; bytes beyond the page need not be
     * zero but are overwritten with zeros. A result that is done means acknowledged: whatever happens to hosts and
     * clients, this version or a newer one is read from now on, as far as the redundancy bears. Any other result leaves
     * the page at the version before or at this one; the caller keeps the bytes and writes them again.
     *
     * @throws RegionSealedException before anything is sent, when the region is sealed
     */
    void write(PageBatch batch);

    /**
     * Makes a page read as zeros without sending its bytes.
     *
     * @return as for a write
     * @throws RegionSealedException before anything is sent, when the region is sealed
     */
    PageResult trim(long page);

    /**
     * Makes all that was acknowledged what the next owner finds, in a region with commits; nothing that is acknowledged later is,
     * until the next commit. No write is under way during the call.
     *
     * @throws RegionException when the directory does not answer, and then it may or may not be so, which the next commit settles; or
     *     when somebody else owns the region, or it has no commits
     */
    void commit();

    /**
     * Says in the directory that all that the region is made for is in it.
     *
     * @throws RegionException when the directory does not answer, or somebody else owns the region
     */
    void complete();

    /**
     * Seals the region for good: it is complete, its pages stay what they were acknowledged as, this store reads on, and so
     * may any number of others that {@link RegionProvider#openSealed} gives. Writes that are under way end first. Does
     * nothing when the region is sealed. Not for two threads at once.
     *
     * @throws RegionException when somebody else owns the region, a page whose last write was not acknowledged could not be
     *     settled, or the directory does not answer. The region may then be sealed or not; this store writes nothing any
     *     more, and may be asked to seal again.
     */
    void seal();

    /** Whether nothing is written through this store any more: it reads a sealed region, or was asked to {@link #seal} it. */
    boolean isSealed();

    /** How many more losses the least protected page of the region survives, as far as the owner knows; -1 with lost pages. */
    int tolerates();

    /** What was done so far. */
    StoreStats stats();

    /** Gives the region's lease back and ends all use of it. Pages that were not acknowledged are not waited for. */
    @Override
    void close();
}
