package io.farpage.api;

/** As much of a region has changed since its last commit as it was created for: nothing is lost, and writes go on after a commit. */
public final class CommitNeededException extends RegionException {
    private static final long serialVersionUID = 1;

    /** @param pages that have changed */
    public CommitNeededException(String region, long pages) {
        super(pages + " pages of region '" + region
                + "' have changed since its last commit, as many as it was created for: commit,"
                + " or create it for more");
    }
}
