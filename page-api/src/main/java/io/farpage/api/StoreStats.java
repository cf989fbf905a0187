package io.farpage.api;

/**
 * What a backing store has done since it was opened.
 *
 * @param pagesRead reads that were answered
 * @param degradedReads of these, decoded from parity
 * @param pagesWritten writes that were acknowledged
 * @param lostPages reads that found a page lost
 * @param badFragments fragments whose header or checksum did not fit
 * @param overloadedPages reads and writes that ended because hosts had too much to do
 * @param extraReads fragments that were asked for because others took longer than usual
 */
public record StoreStats(
        long pagesRead,
        long degradedReads,
        long pagesWritten,
        long lostPages,
        long badFragments,
        long overloadedPages,
        long extraReads) {}
