package io.farpage.store.aeron;

import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.farpage.store.aeron.wire.AnswersDecoder;
import io.farpage.store.aeron.wire.ConnectedDecoder;
import io.farpage.store.aeron.wire.ControlAnswerDecoder;
import io.farpage.store.aeron.wire.MessageHeaderDecoder;
import io.farpage.store.aeron.wire.RequestsDecoder;
import io.farpage.store.aeron.wire.ScanAnswerDecoder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a host sends and completes what it answers. What is not in order, or not of the present link, changes nothing and
 * is counted. Not thread-safe.
 */
final class Answers implements FragmentHandler {
    private final FragmentCalls fragments;
    private final ControlCalls controls;
    private final AeronCounters counters;
    private final Inbox inbox;
    private final Entries entries = Entries.ofAnswers();
    private final ConnectedDecoder connected = new ConnectedDecoder();
    private final ControlAnswerDecoder control = new ControlAnswerDecoder();
    private final ScanAnswerDecoder scan = new ScanAnswerDecoder();
    private @Nullable Link link;

    Answers(FragmentCalls fragments, ControlCalls controls, AeronCounters counters) {
        this.fragments = fragments;
        this.controls = controls;
        this.counters = counters;
        inbox = new Inbox(counters);
    }

    /** From now on takes what that link brings, or nothing. */
    void of(@Nullable Link current) {
        link = current;
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header ignored) {
        MessageHeaderDecoder header = inbox.accept(buffer, offset, length);
        if (header == null || link == null) {
            return;
        }
        switch (header.templateId()) {
            case AnswersDecoder.TEMPLATE_ID -> onFragments(header, buffer, offset, length, link);
            case ConnectedDecoder.TEMPLATE_ID -> {
                if (inbox.fits(buffer, offset, length, ConnectedDecoder.BLOCK_LENGTH, false)) {
                    link.onConnected(connected.wrapAndApplyHeader(buffer, offset, header));
                }
            }
            case ControlAnswerDecoder.TEMPLATE_ID -> {
                if (inbox.fits(buffer, offset, length, ControlAnswerDecoder.BLOCK_LENGTH, true)) {
                    onControl(control.wrapAndApplyHeader(buffer, offset, header), link);
                }
            }
            case ScanAnswerDecoder.TEMPLATE_ID -> {
                if (inbox.fits(buffer, offset, length, ScanAnswerDecoder.BLOCK_LENGTH, true)) {
                    onScan(scan.wrapAndApplyHeader(buffer, offset, header), buffer, offset + length, link);
                }
            }
            default -> inbox.refuse();
        }
    }

    private void onFragments(MessageHeaderDecoder header, DirectBuffer buffer, int offset, int length, Link of) {
        if (header.blockLength() != AnswersDecoder.BLOCK_LENGTH || !entries.wrap(buffer, offset, length)) {
            inbox.refuse();
        } else if (isOf(buffer.getLong(offset + Frame.HEADER_BYTES, RequestsDecoder.BYTE_ORDER), of)
                && !fragments.onAnswers(entries)) {
            inbox.refuse();
        }
    }

    private void onControl(ControlAnswerDecoder answer, Link of) {
        ControlCall<?> call = isOf(answer.connectionId(), of) ? controls.find(answer.id()) : null;
        if (call != null && !call.onAnswer(answer)) {
            inbox.refuse();
        }
    }

    private void onScan(ScanAnswerDecoder part, DirectBuffer buffer, int end, Link of) {
        ControlCall<?> call = isOf(part.connectionId(), of) ? controls.find(part.id()) : null;
        if (call == null) {
            return;
        }
        int bytes = part.headersLength();
        boolean good = call instanceof ScanCall wanted
                && wanted.onPart(part.slotCount(), part.firstSlot(), RawMemory.address(buffer, end - bytes), bytes);
        if (!good) {
            inbox.refuse();
        }
    }

    private boolean isOf(long connectionId, Link of) {
        if (connectionId != of.connectionId()) {
            counters.increment(AeronCounter.REFUSED_STALE);
        }
        return connectionId == of.connectionId();
    }
}
