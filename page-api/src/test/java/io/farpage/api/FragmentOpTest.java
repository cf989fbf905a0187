package io.farpage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class FragmentOpTest {
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment payload = arena.allocate(128);
    private final FragmentOp op = new FragmentOp(arena.allocate(FragmentHeader.BYTES));

    @Test
    void needsANativeHeaderOfItsSize() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FragmentOp(arena.allocate(31)));
        assertThatIllegalArgumentException().isThrownBy(() -> new FragmentOp(MemorySegment.ofArray(new byte[32])));
    }

    @Test
    void isPendingFromWhenItIsFilledUntilItEndsOnce() {
        assertThat(op.isPending()).isFalse();
        op.write(Kind.WRITE, 9, 8, 7, 6, payload, 64, 64);
        assertThat(op.isPending()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> op.read(1, 1, payload, 0, 64));
        assertThatIllegalStateException().isThrownBy(() -> op.complete(Status.PENDING));

        op.complete(Status.OK);

        assertThat(op.status()).isEqualTo(Status.OK);
        assertThatIllegalStateException()
                .isThrownBy(() -> op.complete(Status.OK))
                .withMessageContaining("slab 9");
        op.read(1, 2, payload, 0, 64);
        assertThat(op.kind()).isEqualTo(Kind.READ);
        assertThat(op.epoch()).isZero();
    }

    @Test
    void saysWhoRefusedIt() {
        op.write(Kind.WRITE_IF_NEWER, 1, 2, 3, 4, payload, 0, 64);
        op.refuse(11, 12);
        assertThat(op.status()).isEqualTo(Status.FENCED);
        assertThat(op.refusingEpoch()).isEqualTo(11);
        assertThat(op.refusingGeneration()).isEqualTo(12);
    }
}
