package io.farpage.chaos.sim;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.util.function.UnaryOperator;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/**
 * A change to one method that breaks a promise.
 *
 * @param what what Farpage does then
 * @param type the method's class
 * @param change made to the class
 */
record PlantedBug(String what, String type, UnaryOperator<DynamicType.Builder<?>> change) {
    /** The method does nothing, and returns 0, false or null if it returns anything. */
    static PlantedBug skips(String what, String type, String method) {
        return new PlantedBug(
                what, type, builder -> builder.method(named(method)).intercept(StubMethod.INSTANCE));
    }

    /** The method returns a value whatever happens. */
    static PlantedBug returns(String what, String type, String method, Object value) {
        return new PlantedBug(
                what, type, builder -> builder.method(named(method)).intercept(FixedValue.value(value)));
    }

    /** Something happens before or after the method. */
    static PlantedBug advised(String what, String type, String method, Class<?> advice) {
        return new PlantedBug(
                what, type, builder -> builder.visit(Advice.to(advice).on(named(method))));
    }

    @Override
    public String toString() {
        return what;
    }
}
