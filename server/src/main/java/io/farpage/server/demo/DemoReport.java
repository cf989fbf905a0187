package io.farpage.server.demo;

/**
 * What a demo run has shown; the field names are those of {@code --json}.
 *
 * @param input the file
 * @param bytes its length
 * @param redundancy how its pages were kept
 * @param hosts memory hosts at the start
 * @param pages pages of the region
 * @param localPages pages that the pager could hold at once
 * @param hostsKilled hosts that were killed, in all rounds
 * @param wrongPages pages that were read with other bytes than they should have had
 * @param lostPages pages that were reported as lost
 * @param degradedReads pages that were decoded from parity
 * @param repairedFragments fragments that were rebuilt on other hosts
 * @param sha256Matches whether all bytes came back as they were in the file
 * @param memoryOverhead bytes of host memory for each byte of the region: headers, parity and spare slots included
 * @param memoryOverheadOfCopies the same for whole copies that survive as many losses, headers left out
 * @param startSeconds until the cluster was ready
 * @param workSeconds for the work during which the first hosts died
 * @param repairSeconds from the end of that work until full tolerance was back
 * @param seconds for everything
 */
record DemoReport(
        String input,
        long bytes,
        String redundancy,
        int hosts,
        long pages,
        int localPages,
        int hostsKilled,
        long wrongPages,
        long lostPages,
        long degradedReads,
        long repairedFragments,
        boolean sha256Matches,
        double memoryOverhead,
        double memoryOverheadOfCopies,
        double startSeconds,
        double workSeconds,
        double repairSeconds,
        double seconds) {
    /** Whether everything went as promised. */
    boolean good() {
        return wrongPages == 0 && lostPages == 0 && sha256Matches;
    }
}
