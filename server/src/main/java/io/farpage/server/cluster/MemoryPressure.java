package io.farpage.server.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Linux's pressure stall information about memory (Documentation/accounting/psi.rst). */
final class MemoryPressure {
    private static final Pattern SOME = Pattern.compile("(?m)^some avg10=([0-9]{1,3}\\.[0-9]+) ");

    private MemoryPressure() {}

    /** Per cent of the last ten seconds in which something waited for memory; empty where the kernel does not say. */
    static OptionalDouble read(Path file) {
        try {
            Matcher some = SOME.matcher(Files.readString(file));
            return some.find() ? OptionalDouble.of(Double.parseDouble(some.group(1))) : OptionalDouble.empty();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
