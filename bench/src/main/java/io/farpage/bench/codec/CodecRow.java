package io.farpage.bench.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One line of the results. Times are medians over forks; a ratio is the median of the forks' ratios, each within one
 * fork, in which all codecs took turns.
 *
 * @param codec {@code farpage}, {@code farpage-standard}, {@code copy}, {@code isal} or {@code backblaze}
 * @param k data fragments
 * @param m parity fragments
 * @param op {@code encode}, {@code decode1}, {@code decodeM} or {@code delta}; copying is the same for all
 * @param blockBytes what is coded at a time
 * @param working {@code hot} (in the first-level cache) or {@code cold} (random blocks of 1 GiB)
 * @param ns for one block; null if it could not be measured, see {@code note}
 * @param spread from the lowest to the highest fork, divided by {@code ns}
 * @param vsCopy this time divided by that of {@code MemorySegment.copy}
 * @param vsIsal this time divided by that of ISA-L for the same operation
 * @param vsBackblaze this time divided by that of Backblaze JavaReedSolomon for the same operation
 * @param bytesAllocated on the Java heap, for one block
 * @param note why there is no time
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CodecRow(
        String codec,
        int k,
        int m,
        String op,
        int blockBytes,
        String working,
        @Nullable Double ns,
        @Nullable Double spread,
        @Nullable Double vsCopy,
        @Nullable Double vsIsal,
        @Nullable Double vsBackblaze,
        @Nullable Double bytesAllocated,
        @Nullable String note) {}
