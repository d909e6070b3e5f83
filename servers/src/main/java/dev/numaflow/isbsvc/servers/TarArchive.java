package dev.numaflow.isbsvc.servers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads one named file from a tar stream, and writes nowhere else, whatever names the archive contains. */
final class TarArchive implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;

    private final InputStream stream;

    TarArchive(InputStream stream) {
        this.stream = stream;
    }

    /** Copies the entry to {@code target}; an archive without it is an error. */
    void extract(String entry, Path target) throws IOException {
        for (byte[] header = stream.readNBytes(BLOCK); isEntry(header); header = stream.readNBytes(BLOCK)) {
            long size = Long.parseLong(text(header, SIZE_OFFSET, SIZE_LENGTH), 8);
            if (text(header, 0, NAME_LENGTH).equals(entry)) {
                copy(size, target);
                return;
            }
            stream.skipNBytes(padded(size));
        }
        throw new IOException("the archive has no " + entry);
    }

    private void copy(long size, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = stream.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException("the archive ends within " + target.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private static boolean isEntry(byte[] header) {
        return header.length == BLOCK && header[0] != 0;
    }

    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.US_ASCII).trim();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
