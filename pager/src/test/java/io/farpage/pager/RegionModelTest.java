package io.farpage.pager;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.fake.FakeBackingStore;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of operations on a region several times larger than its cache does what it does to an array. */
final class RegionModelTest {
    private static final int FRAMES = 8;
    private static final int LENGTH = 40 * PagerFixture.PAGE + 123;

    enum What {
        GET_LONG,
        GET_INT,
        GET_SHORT,
        GET_BYTE,
        SET_LONG,
        SET_INT,
        SET_SHORT,
        SET_BYTE,
        READ,
        WRITE,
        READ_BUFFER,
        WRITE_BUFFER,
        WRITE_PAGES,
        SCAN,
        TRIM,
        PREFETCH,
        FLUSH,
        REOPEN
    }

    /** One operation; {@code where} and {@code size} are cut to what the operation allows. */
    record Op(What what, int where, int size, long value) {}

    @Provide
    Arbitrary<List<Op>> ops() {
        Arbitrary<Integer> anywhere = Arbitraries.integers().between(0, LENGTH - 1);
        Arbitrary<Integer> nearPageBounds = Combinators.combine(
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(-9, 9))
                .as((page, shift) -> page * PagerFixture.PAGE + shift);
        return Combinators.combine(
                        Arbitraries.of(What.class),
                        Arbitraries.oneOf(anywhere, nearPageBounds),
                        Arbitraries.integers().between(0, 3 * PagerFixture.PAGE),
                        Arbitraries.longs())
                .as(Op::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(300);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void behavesLikeAnArray(@ForAll("ops") List<Op> ops, @ForAll boolean readAhead) {
        PagerConfig config = PagerFixture.config(FRAMES).withReadAheadPages(readAhead ? 4 : 0);
        try (PagerFixture fixture = new PagerFixture(config)) {
            RemoteRegion region = fixture.create(LENGTH);
            byte[] model = new byte[LENGTH];
            for (Op op : ops) {
                if (op.what == What.REOPEN) {
                    FakeBackingStore store = fixture.store();
                    region.close();
                    store.assertNoViolations();
                    assertThat(fixture.stored(LENGTH)).isEqualTo(model);
                    region = fixture.memory.attach(PagerFixture.NAME);
                } else {
                    apply(op, region, model, fixture);
                }
            }
            region.flush();
            assertThat(fixture.stored(LENGTH)).isEqualTo(model);
            fixture.store().assertNoViolations();
            byte[] lastPage = fixture.provider.page(PagerFixture.NAME, LENGTH / PagerFixture.PAGE);
            assertThat(Arrays.copyOfRange(lastPage, LENGTH % PagerFixture.PAGE, PagerFixture.PAGE))
                    .as("beyond the region")
                    .containsOnly(0);
            byte[] all = new byte[LENGTH];
            region.read(0, MemorySegment.ofArray(all));
            assertThat(all).isEqualTo(model);
        }
    }

    private static void apply(Op op, RemoteRegion region, byte[] model, PagerFixture fixture) {
        ByteBuffer array = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
        int at8 = Math.min(op.where, LENGTH - 8);
        int bytes = Math.min(op.size, LENGTH - op.where);
        switch (op.what) {
            case GET_LONG -> assertThat(region.getLong(at8)).isEqualTo(array.getLong(at8));
            case GET_INT -> assertThat(region.getInt(at8)).isEqualTo(array.getInt(at8));
            case GET_SHORT -> assertThat(region.getShort(at8)).isEqualTo(array.getShort(at8));
            case GET_BYTE -> assertThat(region.getByte(op.where)).isEqualTo(array.get(op.where));
            case SET_LONG -> {
                region.setLong(at8, op.value);
                array.putLong(at8, op.value);
            }
            case SET_INT -> {
                region.setInt(at8, (int) op.value);
                array.putInt(at8, (int) op.value);
            }
            case SET_SHORT -> {
                region.setShort(at8, (short) op.value);
                array.putShort(at8, (short) op.value);
            }
            case SET_BYTE -> {
                region.setByte(op.where, (byte) op.value);
                array.put(op.where, (byte) op.value);
            }
            case READ -> {
                byte[] to = new byte[bytes];
                region.read(op.where, MemorySegment.ofArray(to));
                assertThat(to).isEqualTo(Arrays.copyOfRange(model, op.where, op.where + bytes));
            }
            case READ_BUFFER -> {
                ByteBuffer to =
                        ByteBuffer.allocateDirect(bytes + 10).position(3).limit(bytes + 3);
                region.read(op.where, to);
                assertThat(to.remaining()).isZero();
                assertThat(to.position(3)).isEqualTo(ByteBuffer.wrap(model, op.where, bytes));
            }
            case WRITE -> write(region, model, op.where, content(bytes, op.value), false);
            case WRITE_BUFFER -> write(region, model, op.where, content(bytes, op.value), true);
            case WRITE_PAGES -> {
                int from = op.where / PagerFixture.PAGE * PagerFixture.PAGE;
                int length = Math.min(2 * PagerFixture.PAGE, LENGTH - from);
                write(region, model, from, content(length, op.value), false);
            }
            case SCAN -> {
                for (int at = op.where % 64; at + 8 <= LENGTH; at += 2048) {
                    assertThat(region.getLong(at)).isEqualTo(array.getLong(at));
                }
            }
            case TRIM -> {
                region.trim(op.where, bytes);
                Arrays.fill(model, op.where, op.where + bytes, (byte) 0);
            }
            case PREFETCH -> region.prefetch(op.where, bytes);
            case FLUSH -> {
                region.flush();
                assertThat(fixture.stored(LENGTH)).isEqualTo(model);
            }
            case REOPEN -> throw new AssertionError("done by the caller");
        }
    }

    private static void write(RemoteRegion region, byte[] model, int at, byte[] bytes, boolean buffer) {
        if (buffer) {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            region.write(at, from);
            assertThat(from.remaining()).isZero();
        } else {
            region.write(at, MemorySegment.ofArray(bytes));
        }
        System.arraycopy(bytes, 0, model, at, bytes.length);
    }

    private static byte[] content(int bytes, long seed) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) ((seed >>> (i & 56)) + i * 31L);
        }
        return content;
    }
}
