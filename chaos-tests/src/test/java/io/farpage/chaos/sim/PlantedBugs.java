package io.farpage.chaos.sim;

import static io.farpage.chaos.sim.PlantedBug.advised;
import static io.farpage.chaos.sim.PlantedBug.returns;
import static io.farpage.chaos.sim.PlantedBug.skips;

import io.farpage.metadata.MetadataBugs;
import io.farpage.pager.PagerBugs;
import io.farpage.replication.ReplicationBugs;
import java.util.List;

/** Bugs that the simulator has to catch. */
final class PlantedBugs {
    private static final String API = "io.farpage.api.";
    private static final String STORE = "io.farpage.store.";
    private static final String REPLICATION = "io.farpage.replication.";
    private static final String METADATA = "io.farpage.metadata.";
    private static final String PAGER = "io.farpage.pager.";

    static final List<PlantedBug> ALL = List.of(
            // Writes.
            returns(
                    "a write is acknowledged before any host has stored it",
                    REPLICATION + "StripeWriter",
                    "stored",
                    true),
            advised(
                    "a write is acknowledged although a member has not stored it",
                    REPLICATION + "StripeWriter",
                    "stored",
                    ReplicationBugs.AllButOne.class),
            advised("versions do not hold the epoch", API + "Version", "of", ReplicationBugs.CounterAlone.class),
            advised(
                    "sixty-four writes have the same version",
                    REPLICATION + "RegionContext",
                    "nextVersion",
                    ReplicationBugs.FewVersions.class),
            advised(
                    "a page is overwritten in place",
                    REPLICATION + "StripeWriter",
                    "take",
                    ReplicationBugs.InPlace.class),
            skips(
                    "a write that is late lands in a slot that was given away",
                    REPLICATION + "StripeWriter",
                    "giveUpLate"),
            advised(
                    "a connection that another thread is closing is taken for closed",
                    REPLICATION + "Peers$Peer",
                    "reset",
                    ReplicationBugs.NobodyElsesConnection.class),
            advised(
                    "an owner never learns of new generations",
                    REPLICATION + "GroupHandle",
                    "adopt",
                    ReplicationBugs.NeverAdopts.class),
            skips("fragments of parity are not computed", REPLICATION + "CodedScheme", "encode"),
            // Reads.
            returns("a reader does not compare versions", REPLICATION + "StripeOps", "describes", true),
            returns("checksums are not computed", API + "Crc32c", "of", 0),
            skips("a degraded read does not decode", REPLICATION + "CodedScheme", "decode"),
            skips("a late answer is taken for that to another request", REPLICATION + "StripeReader", "cancelPending"),
            returns("a silent host is taken for a dead one", REPLICATION + "Peers", "isDead", true),
            returns("who hears nobody declares hosts dead", REPLICATION + "HostMonitor", "hearsMost", true),
            returns("hosts are declared dead although pages are lost by it", METADATA + "GroupTable", "isSpared", true),
            // Hosts.
            advised("a host forgets its fence", STORE + "Floors", "raised", ReplicationBugs.FloorsStay.class),
            returns("a host accepts every epoch and generation", STORE + "Floors", "accept", true),
            advised("a host accepts former generations", STORE + "Floors", "accept", ReplicationBugs.EpochAlone.class),
            returns("a host stores older over newer", STORE + "SlotMemory", "version", 0L),
            // Takeover.
            advised("takeover does not fence", REPLICATION + "GroupFence", "fence", ReplicationBugs.Fenced.class),
            skips("takeover reads no headers", REPLICATION + "RegionRecovery", "run"),
            skips("takeover leaves what it takes as it found it", REPLICATION + "GroupRecovery", "complete"),
            advised(
                    "takeover takes the oldest",
                    REPLICATION + "Versions",
                    "newestFirst",
                    ReplicationBugs.Reversed.class),
            returns("what was never acknowledged counts as lost", REPLICATION + "Versions", "isLacked", false),
            // Repair.
            returns("repair does not fence", REPLICATION + "SlabRebuild", "fence", true),
            returns("a replacement counts before it is filled", REPLICATION + "SlabRebuild", "fillAll", true),
            returns("a replacement is filled with nothing", REPLICATION + "SlabRebuild", "hasFromOwner", true),
            advised("repair mixes versions", REPLICATION + "HeaderScan", "holders", ReplicationBugs.AnyVersion.class),
            advised(
                    "a replacement gets no writes while it is filled",
                    REPLICATION + "GroupHandle$View",
                    "storing",
                    ReplicationBugs.PresentAlone.class),
            skips("repair never begins", REPLICATION + "RepairService", "pass"),
            returns("a scrub mends nothing", REPLICATION + "StripeVerdict", "bad", 0L),
            // Metadata.
            advised(
                    "a change of a group is accepted on top of any generation",
                    METADATA + "GroupTable",
                    "change",
                    MetadataBugs.AnyGeneration.class),
            skips("a snapshot leaves the regions out", METADATA + "RegionTable", "restore"),
            // Pager.
            advised(
                    "what was not stored counts as written back",
                    PAGER + "WriteBack",
                    "settle",
                    PagerBugs.AlwaysDone.class),
            advised(
                    "what is written during write-back is forgotten",
                    PAGER + "WriteBack",
                    "finish",
                    PagerBugs.CleanAfterWriteBack.class),
            advised("dirty pages are evicted", PAGER + "Evictor", "tryEvict", PagerBugs.EvictsDirty.class),
            returns("flush writes nothing", PAGER + "Flusher", "pass", 0),
            advised("flush does not wait for what failed", PAGER + "Flusher", "pass", PagerBugs.NothingFailed.class),
            returns("lost pages read as something else", PAGER + "Losses", "recompute", 0L),
            advised(
                    "what was made anew after a loss is not stored",
                    PAGER + "Losses",
                    "recompute",
                    PagerBugs.NeverDirty.class),
            // Commits.
            skips("a commit is told nobody", REPLICATION + "CommitPoint", "settle"),
            skips("a commit does not wait for what is dirty", PAGER + "Flusher", "flushAll"),
            returns("takeover takes what was not committed", REPLICATION + "CommitPoint", "includes", true),
            skips("what was not committed comes back later", REPLICATION + "GroupRecovery", "notCommitted"),
            advised(
                    "slots of committed versions are given away",
                    REPLICATION + "CommitPoint",
                    "replaced",
                    ReplicationBugs.NeverKept.class),
            advised(
                    "a commit that may have happened is taken for one that has not",
                    REPLICATION + "CommitPoint",
                    "commit",
                    ReplicationBugs.OldCommitPoint.class),
            skips("somebody who is no owner commits", METADATA + "RegionTable", "checkOwned"));

    private PlantedBugs() {}
}
