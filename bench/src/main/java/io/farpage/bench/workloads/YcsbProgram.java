package io.farpage.bench.workloads;

import io.farpage.pager.RemoteRegion;

/** YCSB on the map of a cluster. */
final class YcsbProgram implements Program {
    private final WorkloadCluster cluster;
    private final Ycsb.Mix mix;
    private final long operations;
    private final RemoteRegion region;
    private final Ycsb ycsb;

    /** @param operations of a run; of one that is paced half as many */
    YcsbProgram(WorkloadCluster cluster, Ycsb.Mix mix, long operations, long localBytes) {
        this.cluster = cluster;
        this.mix = mix;
        this.operations = operations;
        region = cluster.memory().attach(WorkloadCluster.MAP, localBytes);
        ycsb = Ycsb.open(region);
    }

    @Override
    public Result run(double secondsWithoutCrash) throws InterruptedException {
        return run(operations, 0, secondsWithoutCrash > 0);
    }

    @Override
    public Result paced(double perSecond, boolean crash) throws InterruptedException {
        return run(operations / 2, perSecond, crash);
    }

    private Result run(long count, double perSecond, boolean crash) throws InterruptedException {
        long faults = region.stats().faults();
        Ycsb.Run run = ycsb.run(mix, count, perSecond, crash ? cluster::kill : () -> {});
        faults = region.stats().faults() - faults;
        if (crash) {
            cluster.recover(region);
        }
        return new Result(run.seconds(), count, faults, run.times(), run.wrong());
    }

    @Override
    public void close() {
        region.close();
    }
}
