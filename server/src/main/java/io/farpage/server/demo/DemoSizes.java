package io.farpage.server.demo;

import io.farpage.server.LocalMemory;
import io.farpage.server.cli.UsageException;

/**
 * How large a demo's cluster is: a cache of at most a quarter of the file, and room for all its fragments twice.
 *
 * @param hostBytes memory that each host lends
 * @param slabBytes memory of a full slab
 * @param localBytes local memory of the pager
 */
record DemoSizes(long hostBytes, long slabBytes, long localBytes) {
    private static final int MIN_LOCAL_PAGES = 64;
    private static final long MAX_LOCAL_BYTES = 64L << 20;
    private static final long MIN_SLAB_BYTES = 4L << 20;
    private static final long MAX_SLAB_BYTES = 64L << 20;
    private static final int SLABS_PER_HOST = 2;
    private static final long PROCESS_BYTES = 100L << 20;

    /**
     * For a file of so many bytes.
     *
     * @throws UsageException when this machine has too little memory
     */
    static DemoSizes of(DemoOptions options, long lengthBytes) {
        double overhead =
                (double) options.redundancy().total() / options.redundancy().data();
        long slabBytes = Math.clamp(lengthBytes / options.redundancy().data() / 8, MIN_SLAB_BYTES, MAX_SLAB_BYTES);
        long stored = (long) (lengthBytes * overhead * 1.1);
        int survivors = Math.max(1, options.hosts() - 2 * options.kill());
        long hostBytes = stored / survivors + SLABS_PER_HOST * slabBytes;
        long localBytes = Math.clamp(lengthBytes / 4, MIN_LOCAL_PAGES * 4096L, MAX_LOCAL_BYTES);
        long processBytes = options.processes() ? options.hosts() * PROCESS_BYTES : 0;
        LocalMemory.require(stored + stored / 2 + localBytes + processBytes, "this demo");
        return new DemoSizes(hostBytes, slabBytes, localBytes);
    }

    int hostMiB() {
        return mib(hostBytes);
    }

    int slabMiB() {
        return mib(slabBytes);
    }

    private static int mib(long bytes) {
        return Math.toIntExact((bytes + (1 << 20) - 1) >> 20);
    }
}
