package io.farpage.bench.pager;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A swap device in compressed memory, that nobody else uses. */
final class ZramDevice implements AutoCloseable {
    private final String name;

    private ZramDevice(String name) {
        this.name = name;
    }

    /**
     * Swaps to {@code /dev/zram0}.
     *
     * @throws IOException says what it lacks: the device, the right to use it, or somebody else uses it
     */
    static ZramDevice start(long bytes) throws IOException {
        ZramDevice device = new ZramDevice("zram0");
        Path size = device.setting("disksize");
        if (!Files.isWritable(size)) {
            throw new IOException(size + " is not there or may not be written");
        }
        if (!Files.readString(size).strip().equals("0")) {
            throw new IOException("/dev/" + device.name + " is in use by somebody else");
        }
        Files.writeString(size, Long.toString(bytes));
        try {
            run("mkswap", device.path());
            run("swapon", "--priority", "100", device.path());
        } catch (IOException e) {
            device.reset();
            throw e;
        }
        return device;
    }

    /** The device's file. */
    String path() {
        return "/dev/" + name;
    }

    private Path setting(String what) {
        return Path.of("/sys/block", name, what);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", List.of(command)) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void reset() throws IOException {
        Files.writeString(setting("reset"), "1");
    }

    /** Takes everything back into memory and leaves the device as it was. */
    @Override
    public void close() throws IOException {
        run("swapoff", path());
        reset();
    }
}
