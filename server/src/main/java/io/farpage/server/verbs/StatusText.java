package io.farpage.server.verbs;

import io.farpage.server.cluster.ClusterStatus;

/** A cluster's status for people. */
final class StatusText {
    private StatusText() {}

    static String of(ClusterStatus status) {
        StringBuilder out = new StringBuilder();
        out.append("%-8s %-9s %12s %12s  %s%n".formatted("host", "state", "used MiB", "lends MiB", "failure domain"));
        for (ClusterStatus.Host host : status.hosts()) {
            out.append("%-8d %-9s %12d %12d  %s%n"
                    .formatted(
                            host.id(),
                            host.state(),
                            host.usedBytes() >> 20,
                            host.capacityBytes() >> 20,
                            host.failureDomain()));
        }
        out.append(regions(status));
        out.append(
                status.repair().fragmentsLeft() == 0
                        ? "nothing to repair%n".formatted()
                        : "repair: %,d fragments left, at least %.0f s%n"
                                .formatted(
                                        status.repair().fragmentsLeft(),
                                        Math.ceil(status.repair().secondsLeft())));
        if (!status.repair().blockedBy().isEmpty()) {
            out.append("waits: %s%n".formatted(status.repair().blockedBy()));
        }
        return out.toString();
    }

    static String regions(ClusterStatus status) {
        StringBuilder out = new StringBuilder();
        out.append("%-24s %15s %-10s %s%n".formatted("region", "bytes", "kept as", "survives"));
        for (ClusterStatus.Region region : status.regions()) {
            out.append("%-24s %,15d %-10s %s%s%s%n"
                    .formatted(
                            region.name(),
                            region.bytes(),
                            region.redundancy(),
                            region.tolerates() < 0 ? "pages are lost" : region.tolerates() + " more losses",
                            region.sealed() ? "; sealed" : "",
                            region.complete() ? "" : "; incomplete: whoever filled it has not finished"));
        }
        return out.toString();
    }
}
