package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.BackingStore;
import io.farpage.api.PageBatch;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionProvider;
import io.farpage.api.RegionSealedException;
import io.farpage.api.RegionSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link BackingStore} must do while hosts are well, and its {@link RegionProvider} with it. */
public abstract class BackingStoreContract {
    private static final int PAGES = 40;
    private final Arena arena = Arena.ofShared();

    /** The provider under test, the same one in all of a test; it has no regions when the test begins. */
    protected abstract RegionProvider provider();

    /** What regions are created with. */
    protected Redundancy redundancy() {
        return Redundancy.coded(4, 2);
    }

    @AfterEach
    void freeMemory() {
        arena.close();
    }

    @Test
    void saysWhatItIs() {
        RegionSpec spec = spec("what", 4096);
        try (BackingStore store = provider().create(spec)) {
            assertThat(store.spec()).isEqualTo(spec);
            assertThat(store.epoch()).isPositive();
            assertThat(store.frameBytes()).isGreaterThanOrEqualTo(4096);
            assertThat(store.frameBytes() % 64).isZero();
            assertThat(store.tolerates()).isEqualTo(redundancy().parity());
        }
    }

    @Test
    void aRegionThatStartsIncompleteIsCompletedByItsOwner() {
        RegionSpec usual = spec("filled", 4096);
        RegionSpec spec = usual.startingIncomplete();
        try (BackingStore store = provider().create(spec)) {
            assertThat(provider().regions()).singleElement().returns(false, RegionInfo::complete);
            store.complete();
        }
        assertThat(provider().regions()).singleElement().returns(true, RegionInfo::complete);
    }

    @Test
    void pagesThatWereNeverWrittenReadAsZeros() {
        try (BackingStore store = create("zeros")) {
            for (int page = 0; page < PAGES; page++) {
                assertThat(read(store, page)).containsOnly(0);
            }
        }
    }

    @Test
    void readsBackWhatWasWrittenInOneBatch() {
        try (BackingStore store = create("batch")) {
            MemorySegment frames = arena.allocate((long) PAGES * store.frameBytes(), 64);
            PageBatch batch = new PageBatch(PAGES);
            for (int page = 0; page < PAGES; page++) {
                put(frames, (long) page * store.frameBytes(), content(page, 1));
                batch.add(page, frames, (long) page * store.frameBytes());
            }
            store.write(batch);
            assertAllDone(batch);

            frames.fill((byte) 0x77);
            batch.clear();
            for (int page = 0; page < PAGES; page++) {
                batch.add(page, frames, (long) (PAGES - 1 - page) * store.frameBytes());
            }
            store.read(batch);
            assertAllDone(batch);
            for (int page = 0; page < PAGES; page++) {
                assertThat(get(frames, (long) (PAGES - 1 - page) * store.frameBytes()))
                        .as("page %d", page)
                        .isEqualTo(content(page, 1));
            }
        }
    }

    @Test
    void theLastOfManyWritesIsRead() {
        try (BackingStore store = create("last")) {
            for (int round = 1; round <= 20; round++) {
                write(store, 3, content(3, round));
                assertThat(read(store, 3)).isEqualTo(content(3, round));
            }
            assertThat(read(store, 2)).containsOnly(0);
            assertThat(read(store, 4)).containsOnly(0);
        }
    }

    @Test
    void theCallersBytesAreNotChangedByAWrite() {
        try (BackingStore store = create("unchanged")) {
            MemorySegment frame = arena.allocate(store.frameBytes(), 64);
            put(frame, 0, content(5, 1));
            frame.asSlice(4096).fill((byte) 0x55);
            PageBatch batch = new PageBatch(1);
            batch.add(5, frame, 0);
            store.write(batch);
            assertThat(get(frame, 0)).isEqualTo(content(5, 1));
            assertThat(read(store, 5)).isEqualTo(content(5, 1));
        }
    }

    @Test
    void trimmedPagesReadAsZerosAndCanBeWrittenAgain() {
        try (BackingStore store = create("trim")) {
            write(store, 1, content(1, 1));
            write(store, 2, content(2, 1));
            assertThat(store.trim(1).isDone()).isTrue();
            assertThat(store.trim(7).isDone()).isTrue();
            assertThat(read(store, 1)).containsOnly(0);
            assertThat(read(store, 2)).isEqualTo(content(2, 1));
            write(store, 1, content(1, 2));
            assertThat(read(store, 1)).isEqualTo(content(1, 2));
        }
    }

    @Test
    void theNextOwnerReadsWhatWasAcknowledged() {
        int epoch;
        try (BackingStore store = create("next")) {
            epoch = store.epoch();
            for (int page = 0; page < PAGES; page += 3) {
                write(store, page, content(page, 1));
                write(store, page, content(page, 2));
            }
            store.trim(6);
        }
        try (BackingStore store = provider().attach("next")) {
            assertThat(store.epoch()).isGreaterThan(epoch);
            assertThat(store.spec()).isEqualTo(spec("next", 4096L * PAGES));
            for (int page = 0; page < PAGES; page++) {
                byte[] expected = page % 3 == 0 && page != 6 ? content(page, 2) : new byte[4096];
                assertThat(read(store, page)).as("page %d", page).isEqualTo(expected);
            }
        }
    }

    @Test
    void aSealedRegionIsReadByManyAndWrittenByNobody() {
        RegionSpec usual = spec("sealed", 4096L * PAGES);
        RegionSpec spec = usual.startingIncomplete();
        try (BackingStore owner = provider().create(spec)) {
            for (int page = 0; page < PAGES; page += 3) {
                write(owner, page, content(page, 1));
                write(owner, page, content(page, 2));
            }
            owner.trim(6);
            assertThatThrownBy(() -> provider().openSealed("sealed"))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("'sealed' is not sealed");

            assertThat(owner.isSealed()).isFalse();
            owner.seal();
            owner.seal();

            assertThat(provider().regions())
                    .singleElement()
                    .returns(true, RegionInfo::sealed)
                    .returns(true, RegionInfo::complete)
                    .returns("", RegionInfo::owner);
            try (BackingStore one = provider().openSealed("sealed");
                    BackingStore other = provider().openSealed("sealed")) {
                for (BackingStore store : List.of(one, owner, other)) {
                    assertThat(store.isSealed()).isTrue();
                    assertThat(store.spec()).isEqualTo(spec);
                    assertThat(store.epoch()).isEqualTo(owner.epoch());
                    assertThat(store.tolerates()).isEqualTo(redundancy().parity());
                    for (int page = 0; page < PAGES; page++) {
                        byte[] expected = page % 3 == 0 && page != 6 ? content(page, 2) : new byte[4096];
                        assertThat(read(store, page)).as("page %d", page).isEqualTo(expected);
                    }
                    assertThatThrownBy(() -> write(store, 3, content(3, 3)))
                            .isInstanceOf(RegionSealedException.class)
                            .hasMessageContaining("'sealed' is sealed");
                    assertThatThrownBy(() -> store.trim(3)).isInstanceOf(RegionSealedException.class);
                    store.seal();
                    store.complete();
                }
            }
        }
        assertThatThrownBy(() -> provider().attach("sealed")).isInstanceOf(RegionSealedException.class);
        try (BackingStore reader = provider().openSealed("sealed")) {
            assertThat(read(reader, 3)).isEqualTo(content(3, 2));
        }
        provider().delete("sealed");
        assertThat(provider().regions()).isEmpty();
    }

    @Test
    void threadsUseTheirOwnPagesAtTheSameTime() {
        try (BackingStore store = create("threads")) {
            CompletableFuture<?>[] all = IntStream.range(0, 4)
                    .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                        for (int round = 1; round <= 25; round++) {
                            for (int page = thread; page < PAGES; page += 4) {
                                write(store, page, content(page, round));
                                assertThat(read(store, page)).isEqualTo(content(page, round));
                            }
                        }
                    }))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).join();
            assertThat(store.stats().pagesWritten()).isEqualTo(25L * PAGES);
            assertThat(store.stats().pagesRead()).isEqualTo(25L * PAGES);
            assertThat(store.stats().lostPages()).isZero();
        }
    }

    @Test
    void aRegionWithCommitsIsFoundAsOfTheLastOne() {
        RegionSpec spec = spec("committed", 4096L * PAGES).withCommits(4096L * PAGES);
        try (BackingStore store = provider().create(spec)) {
            write(store, 1, content(1, 1));
            write(store, 2, content(2, 1));
            store.commit();
            write(store, 2, content(2, 2));
            write(store, 2, content(2, 3));
            write(store, 3, content(3, 1));
            assertThat(read(store, 2)).isEqualTo(content(2, 3));
        }
        try (BackingStore store = provider().attach("committed")) {
            assertThat(read(store, 1)).isEqualTo(content(1, 1));
            assertThat(read(store, 2)).isEqualTo(content(2, 1));
            assertThat(read(store, 3)).containsOnly(0);
            write(store, 4, content(4, 1));
            store.commit();
            store.commit();
            write(store, 4, content(4, 2));
        }
        try (BackingStore store = provider().attach("committed")) {
            assertThat(read(store, 1)).isEqualTo(content(1, 1));
            assertThat(read(store, 2)).isEqualTo(content(2, 1));
            assertThat(read(store, 3)).containsOnly(0);
            assertThat(read(store, 4)).isEqualTo(content(4, 1));
        }
    }

    @Test
    void aRegionWithoutCommitsCannotBeCommitted() {
        try (BackingStore store = create("plain")) {
            assertThatThrownBy(store::commit)
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("created without commits");
        }
    }

    @Test
    void regionsKeepApart() {
        try (BackingStore one = create("one");
                BackingStore other = create("other")) {
            write(one, 0, content(0, 1));
            write(other, 0, content(0, 2));
            assertThat(read(one, 0)).isEqualTo(content(0, 1));
            assertThat(read(other, 0)).isEqualTo(content(0, 2));
        }
    }

    @Test
    void largerPagesWork() {
        int pageBytes = 16384;
        RegionSpec spec = new RegionSpec("large", 3L * pageBytes, pageBytes, redundancy());
        try (BackingStore store = provider().create(spec)) {
            assertThat(store.frameBytes()).isGreaterThanOrEqualTo(pageBytes);
            byte[] bytes = new byte[pageBytes];
            new SplittableRandom(4).nextBytes(bytes);
            write(store, 2, bytes);
            assertThat(read(store, 2)).isEqualTo(bytes);
            assertThat(read(store, 1)).containsOnly(0);
        }
    }

    @Test
    void emptyRegionsWork() {
        try (BackingStore store = provider().create(spec("empty", 0))) {
            assertThat(store.spec().pageCount()).isZero();
        }
        provider().attach("empty").close();
    }

    @Test
    void listsAndDeletesRegions() {
        create("b").close();
        create("a").close();
        assertThat(provider().regions()).extracting(info -> info.spec().name()).containsExactlyInAnyOrder("a", "b");
        assertThat(provider().regions()).extracting(RegionInfo::epoch).allMatch(epoch -> epoch > 0);
        provider().delete("a");
        assertThat(provider().regions()).extracting(info -> info.spec().name()).containsExactly("b");
        assertThatThrownBy(() -> provider().attach("a"))
                .isInstanceOf(RegionException.class)
                .hasMessageContaining("a");
        assertThatThrownBy(() -> provider().delete("a"))
                .isInstanceOf(RegionException.class)
                .hasMessageContaining("a");
    }

    @Test
    void refusesANameThatIsTaken() {
        create("taken").close();
        assertThatThrownBy(() -> create("taken"))
                .isInstanceOf(RegionException.class)
                .hasMessageContaining("taken");
    }

    @Test
    void aDeletedRegionsNameStartsAgainAsZeros() {
        try (BackingStore store = create("again")) {
            write(store, 0, content(0, 1));
        }
        provider().delete("again");
        try (BackingStore store = create("again")) {
            assertThat(read(store, 0)).containsOnly(0);
        }
    }

    private BackingStore create(String name) {
        return provider().create(spec(name, 4096L * PAGES));
    }

    private RegionSpec spec(String name, long lengthBytes) {
        return RegionSpec.of(name, lengthBytes, redundancy());
    }

    private byte[] read(BackingStore store, long page) {
        MemorySegment frame = arena.allocate(store.frameBytes(), 64).fill((byte) 0x77);
        PageBatch batch = new PageBatch(1);
        batch.add(page, frame, 0);
        store.read(batch);
        assertAllDone(batch);
        return Arrays.copyOf(frame.toArray(ValueLayout.JAVA_BYTE), store.spec().pageBytes());
    }

    private void write(BackingStore store, long page, byte[] bytes) {
        MemorySegment frame = arena.allocate(store.frameBytes(), 64);
        put(frame, 0, bytes);
        PageBatch batch = new PageBatch(1);
        batch.add(page, frame, 0);
        store.write(batch);
        assertAllDone(batch);
    }

    private static void assertAllDone(PageBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.result(i).isDone())
                    .as("page %d: %s", batch.page(i), batch.result(i))
                    .isTrue();
        }
    }

    private static void put(MemorySegment memory, long offset, byte[] bytes) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    private static byte[] get(MemorySegment memory, long offset) {
        return memory.asSlice(offset, 4096).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Bytes that tell page and round apart. */
    private static byte[] content(long page, int round) {
        byte[] bytes = new byte[4096];
        new SplittableRandom(page * 1000 + round).nextBytes(bytes);
        return bytes;
    }
}
