package io.farpage.store.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Sends into an Aeron publication: in place when a message fits one datagram, else through a buffer that Aeron cuts up. */
final class PublicationSink implements MessageSink {
    private static final int ALIGNMENT_BYTES = 64;

    private final ExclusivePublication publication;
    private final AeronCounters counters;
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer large = new UnsafeBuffer(0, 0);
    private boolean isLarge;
    private int claimedBytes;

    PublicationSink(ExclusivePublication publication, AeronCounters counters) {
        this.publication = publication;
        this.counters = counters;
    }

    @Override
    public int preferredBytes() {
        return publication.maxPayloadLength();
    }

    @Override
    public int maxBytes() {
        return publication.maxMessageLength();
    }

    @Override
    public boolean isConnected() {
        return publication.isConnected();
    }

    @Override
    public Offer claim(int lengthBytes) {
        claimedBytes = lengthBytes;
        isLarge = lengthBytes > publication.maxPayloadLength();
        if (!isLarge) {
            return outcome(publication.tryClaim(lengthBytes, claim));
        }
        if (large.capacity() < lengthBytes) {
            large.wrap(BufferUtil.allocateDirectAligned(publication.maxMessageLength(), ALIGNMENT_BYTES));
        }
        return Offer.TAKEN;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return isLarge ? large : claim.buffer();
    }

    @Override
    public int offset() {
        return isLarge ? 0 : claim.offset();
    }

    @Override
    public Offer commit() {
        Frame.seal(buffer(), offset(), claimedBytes);
        if (isLarge) {
            Offer outcome = outcome(publication.offer(large, 0, claimedBytes));
            if (outcome != Offer.TAKEN) {
                return outcome;
            }
        } else {
            claim.commit();
        }
        counters.increment(AeronCounter.MESSAGES_SENT);
        return Offer.TAKEN;
    }

    private Offer outcome(long position) {
        if (position > 0) {
            return Offer.TAKEN;
        }
        if (position == Publication.BACK_PRESSURED || position == Publication.ADMIN_ACTION) {
            counters.increment(AeronCounter.BACK_PRESSURE);
            return Offer.NO_ROOM;
        }
        return Offer.GONE;
    }

    @Override
    public void close() {
        publication.close();
    }
}
