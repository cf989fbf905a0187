package io.farpage.api;

/**
 * What the directory knows of a region.
 *
 * @param id its id
 * @param spec what it was created with
 * @param epoch the newest epoch that was granted; 0 before the first owner
 * @param owner who holds the lease; empty when nobody does
 * @param pagesPerGroup pages that each slab group but the last one holds
 */
public record RegionInfo(RegionId id, RegionSpec spec, int epoch, String owner, int pagesPerGroup) {}
