package io.farpage.bench;

import io.farpage.bench.codec.CodecVerb;
import io.farpage.bench.faults.FaultsVerb;
import io.farpage.bench.figure6.Figure6Verb;
import io.farpage.bench.overheads.OverheadsVerb;
import io.farpage.bench.pager.PagerVerb;
import io.farpage.bench.peers.PeersVerb;
import io.farpage.bench.rdma.RdmaVerb;
import io.farpage.bench.soak.SoakVerb;
import io.farpage.bench.transport.TransportVerb;
import io.farpage.bench.workloads.WorkloadsVerb;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import picocli.CommandLine.Command;

/** {@code farpage bench}: the benchmarks, one verb each below this one. */
@Command(
        name = "bench",
        description = "Runs benchmarks.",
        subcommands = {
            CodecVerb.class,
            FaultsVerb.class,
            Figure6Verb.class,
            OverheadsVerb.class,
            PagerVerb.class,
            PeersVerb.class,
            RdmaVerb.class,
            SoakVerb.class,
            TransportVerb.class,
            WorkloadsVerb.class
        })
public final class BenchVerb implements Verb {
    @Override
    public Integer call() {
        throw new UsageException("say which benchmark; see 'farpage bench --help'");
    }
}
