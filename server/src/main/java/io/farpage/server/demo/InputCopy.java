package io.farpage.server.demo;

import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A copy of the input on disk, which everything that comes back is compared with: the file itself may change or vanish. */
final class InputCopy implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final RandomAccessFile file;
    private final long lengthBytes;
    private final String sha256;

    private InputCopy(RandomAccessFile file, long lengthBytes, String sha256) {
        this.file = file;
        this.lengthBytes = lengthBytes;
        this.sha256 = sha256;
    }

    /**
     * Copies a file.
     *
     * @param directory where to; it must have the room
     * @throws UsageException when the input cannot be read in full or the directory cannot hold it
     */
    static InputCopy of(Path input, Path directory) {
        try {
            if (Files.isDirectory(input)) {
                throw new UsageException("input " + input + " is a directory; name a file");
            }
            long length = Files.size(input);
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < length) {
                throw new UsageException("no space for a copy of " + input + ": it has " + length + " bytes, "
                        + directory + " has " + free + " free; set TMPDIR to a larger disk");
            }
            return copy(input, directory.resolve("input"), length);
        } catch (NoSuchFileException e) {
            throw new UsageException("input " + e.getFile() + " does not exist; name a file that does", e);
        } catch (AccessDeniedException e) {
            throw new UsageException("input " + e.getFile() + " may not be read; change its permissions", e);
        } catch (IOException e) {
            throw new UsageException("input " + input + " cannot be copied to " + directory + ": " + e.getMessage(), e);
        }
    }

    private static InputCopy copy(Path input, Path target, long expectedBytes) throws IOException {
        MessageDigest digest = sha256();
        RandomAccessFile out = new RandomAccessFile(target.toFile(), "rw");
        long length = 0;
        try (InputStream in = Files.newInputStream(input)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int bytes = in.read(chunk); bytes >= 0; bytes = in.read(chunk)) {
                length += bytes;
                digest.update(chunk, 0, bytes);
                out.write(chunk, 0, bytes);
            }
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
        if (length != expectedBytes) {
            out.close();
            throw new UsageException("input " + input + " changed while it was copied: " + expectedBytes
                    + " bytes before, " + length + " bytes read; use a file that nobody writes");
        }
        return new InputCopy(out, length, HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    long lengthBytes() {
        return lengthBytes;
    }

    String sha256Hex() {
        return sha256;
    }

    /** The bytes of the file from {@code position} on, at most {@code maxBytes}. Thread-safe. */
    byte[] read(long position, int maxBytes) {
        byte[] bytes = new byte[(int) Math.min(maxBytes, lengthBytes - position)];
        // Not a channel, which a thread that is interrupted closes for all.
        synchronized (file) {
            try {
                file.seek(position);
                file.readFully(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("the copy of the input cannot be read: " + e, e);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the copy of the input cannot be closed: " + e.getMessage(), e);
        }
    }
}
