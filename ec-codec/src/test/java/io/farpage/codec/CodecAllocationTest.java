package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No call allocates once it is compiled. It takes the just-in-time compiler's time to see that, and one kind of machine
 * in a JVM, so it is not for every build: {@code -Dfarpage.excludedGroups= -Dtest=CodecAllocationTest}.
 */
@Tag("slow")
class CodecAllocationTest {

    private static final int PAGE_BYTES = 4096;
    private static final int ATTEMPTS = 200;
    private static final int CALLS = 2_000;

    static List<Geometry> geometries() {
        return Kinds.USUAL;
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void allocatesNothing(Geometry geometry) {
        Codec codec = Codec.of(geometry);
        int length = geometry.fragmentBytes(PAGE_BYTES);
        DecodePlan most = codec.plan((1L << geometry.parity()) - 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate((long) geometry.data() * length, 64);
            MemorySegment parity = arena.allocate((long) geometry.parity() * length, 64);
            MemorySegment target = arena.allocate(length, 64);
            MemorySegment scratch = arena.allocate(parity.byteSize(), 64);
            assertEventuallyAllocatesNothing(() -> {
                codec.encode(data, 0, parity, 0, length);
                codec.decode(most, data, 0, parity, 0, length);
                codec.rebuild(codec.plan(1), 0, data, 0, parity, 0, length, target, 0);
                codec.update(0, data, 0, target, 0, parity, 0, length, 0, length);
                codec.check(data, 0, parity, 0, length, scratch, 0);
            });
        }
    }

    private static void assertEventuallyAllocatesNothing(Runnable calls) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && allocated >= CALLS; attempt++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int call = 0; call < CALLS; call++) {
                calls.run();
            }
            allocated = threads.getThreadAllocatedBytes(thread) - before;
        }
        assertThat(allocated).isLessThan(CALLS);
    }
}
