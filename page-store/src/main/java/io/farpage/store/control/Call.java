package io.farpage.store.control;

import io.farpage.api.FragmentOp;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Client side: a thread that waits for an answer, or for a slab to be mapped. */
public final class Call implements Consumer<Answer>, SlabMap.Waiter {
    private volatile @Nullable Answer answer;

    /** What came; null while nothing has. */
    public @Nullable Answer answer() {
        return answer;
    }

    @Override
    public void accept(Answer given) {
        answer = given;
    }

    @Override
    public void mapped() {
        answer = new Answer.Done(0, 0, 0, 0);
    }

    @Override
    public void failed(Answer.Failed why) {
        answer = why;
    }

    @Override
    public @Nullable FragmentOp op() {
        return null;
    }
}
