package io.farpage.replication;

import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import java.lang.foreign.MemorySegment;

/** Gives a page that is read already a new version, so that no other one of it is ever considered again. Thread-safe. */
final class Rewriter {
    private final RegionContext region;
    private final StripeReader reader;
    private final StripeWriter writer;

    Rewriter(RegionContext region, StripeReader reader, StripeWriter writer) {
        this.region = region;
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Writes what the page table names under the next version.
     *
     * @param frame memory for the page
     * @return how that went; a page that is lost stays so
     */
    PageResult rewrite(long page, MemorySegment frame, StripeOps ops) {
        PageTable.State state = region.table.state(page);
        if (state == PageTable.State.LOST) {
            return new PageResult.Lost(
                    page,
                    region.table.version(page),
                    0,
                    region.spec.redundancy().data());
        }
        if (state == PageTable.State.TOMBSTONE || region.table.slot(page) == PageTable.NO_SLOT) {
            return writer.trim(page, ops);
        }
        PageBatch batch = new PageBatch(1);
        batch.add(page, frame, 0);
        reader.read(batch, 0, 1, ops);
        if (batch.result(0).isDone()) {
            writer.write(batch, 0, 1, ops);
        }
        return batch.result(0);
    }
}
