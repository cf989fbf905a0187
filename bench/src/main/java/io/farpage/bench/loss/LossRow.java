package io.farpage.bench.loss;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * How likely it is that a cluster loses data, another kind of line of {@code bench overheads}: in a year, or when some hosts are lost at
 * once.
 *
 * @param what {@code lossProbability}
 * @param scheme {@code 3 copies} or {@code 4+2}
 * @param k fragments that a page is read from; a copy is one
 * @param m losses that it survives
 * @param placement {@code random} (power of two choices) or {@code coding-sets}
 * @param hosts of the cluster
 * @param groups slab groups that they hold
 * @param failedHosts that are lost at the same moment; nothing: hosts fail and are repaired one by one for a year
 * @param computed the probability that some group loses more than m members
 * @param computedAtMost the same if every group existed that the placement allows: what it comes to with ever more groups
 * @param simulated share of simulated losses, or years, in which some group did
 * @param simulatedLow where the interval begins that holds the true probability in 99 of 100 cases
 * @param simulatedHigh where it ends
 * @param perYear how many times a year some group does on average; nothing for hosts that are lost at the same moment
 */
@JsonPropertyOrder({"what", "scheme"})
public record LossRow(
        String what,
        String scheme,
        int k,
        int m,
        String placement,
        int hosts,
        int groups,
        @Nullable Integer failedHosts,
        double computed,
        double computedAtMost,
        double simulated,
        double simulatedLow,
        double simulatedHigh,
        @Nullable Double perYear) {}
