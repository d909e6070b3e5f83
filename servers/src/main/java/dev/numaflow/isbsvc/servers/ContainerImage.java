package dev.numaflow.isbsvc.servers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An image of executables and nothing else, as {@code docker save} would write it, for a node that has no registry.
 *
 * @param name with its registry and tag
 * @param files by their places in the image
 * @param entrypoint the place of the one that runs
 */
public record ContainerImage(String name, Map<String, Path> files, String entrypoint) {
    private static final int EXECUTABLE = 0100755;
    private static final int FOLDER_OF_ALL = 041777;

    /** The words of images for this machine's processor. */
    private static String architecture() {
        return Platform.here().replaceAll(".*-", "");
    }

    /** Writes it to a file. */
    public void writeTo(Path tar) throws IOException {
        Path layer = Files.createTempFile(tar.toAbsolutePath().getParent(), "layer", ".tar");
        try {
            writeLayer(layer);
            String digest = FileDigest.sha256(layer);
            String configuration = "config.json";
            try (OutputStream out = Files.newOutputStream(tar);
                    TarArchiveOutputStream image = new TarArchiveOutputStream(out)) {
                add(image, configuration, configuration(digest));
                try (InputStream in = Files.newInputStream(layer)) {
                    add(image, entry(digest + "/layer.tar", Files.size(layer)), in);
                }
                add(image, "manifest.json", manifest(configuration, digest));
            }
        } finally {
            Files.deleteIfExists(layer);
        }
    }

    private void writeLayer(Path layer) throws IOException {
        try (OutputStream out = Files.newOutputStream(layer);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry scratch = new TarArchiveEntry("tmp/");
            scratch.setMode(FOLDER_OF_ALL);
            tar.putArchiveEntry(scratch);
            tar.closeArchiveEntry();
            for (Map.Entry<String, Path> file : new TreeMap<>(files).entrySet()) {
                try (InputStream in = Files.newInputStream(file.getValue())) {
                    TarArchiveEntry entry = entry(file.getKey().substring(1), Files.size(file.getValue()));
                    entry.setMode(EXECUTABLE);
                    add(tar, entry, in);
                }
            }
        }
    }

    private String configuration(String digest) {
        return """
                {"architecture": "%s", "os": "linux", "config": {"Entrypoint": ["%s"], "Env": ["PATH=/usr/local/bin:/"]},
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                """
                .formatted(architecture(), entrypoint, digest);
    }

    private String manifest(String configuration, String digest) {
        return """
                [{"Config": "%s", "RepoTags": ["%s"], "Layers": ["%s/layer.tar"]}]
                """
                .formatted(configuration, name, digest);
    }

    private static void add(TarArchiveOutputStream tar, String file, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        add(tar, entry(file, content.length), new ByteArrayInputStream(content));
    }

    private static TarArchiveEntry entry(String file, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(file);
        entry.setSize(size);
        entry.setModTime(0);
        return entry;
    }

    private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, InputStream content) throws IOException {
        tar.putArchiveEntry(entry);
        content.transferTo(tar);
        tar.closeArchiveEntry();
    }
}
