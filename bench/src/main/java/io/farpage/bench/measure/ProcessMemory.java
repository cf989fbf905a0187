package io.farpage.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Memory of a process that is resident, where each page is shared evenly among the processes that have touched it (the kernel's
 * proportional set size): what several processes have may be added up.
 *
 * @param privateBytes heap, stacks, code and the like
 * @param sharedBytes of shared memory, as slabs are on the transport of that name
 */
public record ProcessMemory(long privateBytes, long sharedBytes) {
    private static final Pattern LINE = Pattern.compile("(Pss_\\w+): +(\\d+) kB");

    /**
     * That of one process.
     *
     * @throws UncheckedIOException when there is no such process, or it is another user's
     */
    public static ProcessMemory of(long pid) {
        Path file = Path.of("/proc/" + pid + "/smaps_rollup");
        try (Stream<String> lines = Files.lines(file)) {
            Map<String, Long> bytes = lines.map(LINE::matcher)
                    .filter(line -> line.matches())
                    .collect(Collectors.toMap(line -> line.group(1), line -> Long.parseLong(line.group(2)) << 10));
            return new ProcessMemory(
                    bytes.getOrDefault("Pss_Anon", 0L) + bytes.getOrDefault("Pss_File", 0L),
                    bytes.getOrDefault("Pss_Shmem", 0L));
        } catch (IOException e) {
            throw new UncheckedIOException("what the kernel counts cannot be read from " + file + ": " + e, e);
        }
    }
}
