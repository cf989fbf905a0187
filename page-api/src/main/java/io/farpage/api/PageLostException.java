package io.farpage.api;

/** Pages whose newest acknowledged version was lost with more hosts than the region's redundancy bears. */
public final class PageLostException extends RegionException {
    private static final long serialVersionUID = 1L;
    private final long firstPage;
    private final long lastPage;

    public PageLostException(String region, long firstPage, long lastPage, String detail) {
        super((firstPage == lastPage ? "page " + firstPage : "pages " + firstPage + " to " + lastPage) + " of region '"
                + region + "' lost: " + detail + "; write the whole page to use it again");
        this.firstPage = firstPage;
        this.lastPage = lastPage;
    }

    public long firstPage() {
        return firstPage;
    }

    public long lastPage() {
        return lastPage;
    }
}
