package io.farpage.store.aeron;

import io.farpage.api.Reply.Failure;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** The control requests that a connection has under way. Not thread-safe. */
final class ControlCalls {
    private final AeronConfig config;
    private final AeronCounters counters;
    private final Long2ObjectHashMap<ControlCall<?>> calls = new Long2ObjectHashMap<>();
    private long lastId;

    ControlCalls(AeronConfig config, AeronCounters counters) {
        this.config = config;
        this.counters = counters;
    }

    void add(ControlCall<?> call) {
        call.number(++lastId);
        calls.put(call.id(), call);
    }

    /** Lets go of a call, answered or not. */
    void remove(ControlCall<?> call) {
        calls.remove(call.id());
    }

    /** The call of an id that is not answered yet; null when there is none, which is counted. */
    @Nullable
    ControlCall<?> find(long id) {
        ControlCall<?> call = calls.get(id);
        if (call == null || call.reply() != null) {
            counters.increment(AeronCounter.LATE_ANSWERS);
            return null;
        }
        return call;
    }

    /** Sends what is due, for the first time or again; false when nobody is at the other end. */
    boolean flush(MessageSink sink, long connectionId, long nowNs) {
        if (calls.isEmpty()) {
            return true;
        }
        for (ControlCall<?> call : calls.values()) {
            if (call.reply() == null && call.isDue(nowNs, config.resendAfterNs())) {
                MessageSink.Offer outcome = sink.claim(ControlCall.BYTES);
                if (outcome == MessageSink.Offer.TAKEN) {
                    call.encode(sink, connectionId);
                    outcome = sink.commit();
                }
                if (outcome != MessageSink.Offer.TAKEN) {
                    return outcome == MessageSink.Offer.NO_ROOM;
                }
                if (call.noteSent(nowNs)) {
                    counters.increment(AeronCounter.RESENDS);
                }
            }
        }
        return true;
    }

    /** Ends all calls as unreachable. */
    void endAll(String detail) {
        for (ControlCall<?> call : calls.values()) {
            if (call.reply() == null) {
                call.fail(Failure.UNREACHABLE, detail);
            }
        }
        calls.clear();
    }
}
