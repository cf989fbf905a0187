package io.farpage.metadata;

import io.farpage.api.SlabGroup;
import net.bytebuddy.asm.Advice;

/** What is woven into methods of the metadata group's state machine to plant bugs. */
@SuppressWarnings("UnusedVariable") // What is assigned is used by the method that the code is woven into.
public final class MetadataBugs {
    private MetadataBugs() {}

    public static final class AnyGeneration {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.FieldValue("regions") RegionTable regions,
                @Advice.Argument(value = 1, readOnly = false) SlabGroup next) {
            SlabGroup current =
                    regions.get(next.id().region().value()).groups.get(next.id().ordinal());
            if (current != null) {
                next = new SlabGroup(next.id(), current.generation() + 1, next.slotCount(), next.members());
            }
        }
    }
}
