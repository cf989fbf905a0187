package io.farpage.server.cluster;

import io.farpage.replication.RepairProgress;
import io.farpage.replication.ScrubProgress;
import io.farpage.server.metrics.Metrics;

/** What a metadata peer shows to those who watch it; the counts of repair are its own, of the times when it led. */
final class CoordinatorMetrics {
    private CoordinatorMetrics() {}

    static Metrics of(KeptPeer peer, Coordinator coordinator) {
        RepairProgress repaired = coordinator.repaired();
        ScrubProgress scrubbed = coordinator.scrubbed();
        return Metrics.ofProcess()
                .gauge("farpage_metadata_leader", "1 in the peer that leads", () -> coordinator.leads() ? 1 : 0)
                .gauge("farpage_metadata_serves", "1 while the peer takes part", () -> peer.isAlive() ? 1 : 0)
                .gauge(
                        "farpage_metadata_applied_index",
                        "Index of the last log entry that the peer has applied, -1 before the first",
                        peer::appliedIndex)
                .counter(
                        "farpage_hosts_declared_dead_total",
                        "Hosts that were silent for so long that they count as dead",
                        coordinator::deadHosts)
                .gauge(
                        "farpage_repair_fragments_left",
                        "Fragments that repair has to look at",
                        () -> coordinator.leads() ? repaired.fragmentsLeft() : 0)
                .gauge(
                        "farpage_repair_seconds_left",
                        "What that takes at the least, at the speed that repair is allowed",
                        () -> coordinator.leads() ? coordinator.repairSecondsLeft() : 0)
                .gauge(
                        "farpage_repair_blocked",
                        "1 while repair cannot do something that is to be done; status says what",
                        () -> coordinator.leads()
                                        && !coordinator.repairBlockedBy().isEmpty()
                                ? 1
                                : 0)
                .counter(
                        "farpage_repair_fragments_total",
                        "Fragments rebuilt on other hosts",
                        repaired::fragmentsRepaired)
                .counter("farpage_repair_members_total", "Slabs rebuilt on other hosts", repaired::membersRepaired)
                .counter(
                        "farpage_moved_members_total",
                        "Slabs moved between hosts that live",
                        coordinator.moved()::membersRepaired)
                .counter(
                        "farpage_scrub_fragments_total",
                        "Fragments read in the background and compared with their checksums",
                        scrubbed::fragmentsChecked)
                .counter(
                        "farpage_scrub_bad_fragments_total",
                        "Of these, damaged, missing or older than the others of their stripe",
                        scrubbed::fragmentsBad)
                .counter(
                        "farpage_scrub_repaired_fragments_total",
                        "Of the bad ones, rebuilt and stored",
                        scrubbed::fragmentsRepaired)
                .counter(
                        "farpage_scrub_lost_stripes_total",
                        "Stripes of which too few fragments are good",
                        scrubbed::stripesLost)
                .counter(
                        "farpage_repair_lost_fragments_total",
                        "Fragments that could not be rebuilt because their page is lost",
                        repaired::fragmentsLost);
    }
}
