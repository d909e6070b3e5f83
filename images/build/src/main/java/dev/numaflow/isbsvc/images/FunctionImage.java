package dev.numaflow.isbsvc.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The image of all functions, made without a daemon and without a registry. The same layout leads to the same digest. What changes least
 * is in the first layer.
 */
public final class FunctionImage {

    private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");

    private final Layout layout;

    /** The image of a layout that is complete. */
    public FunctionImage(Layout layout) {
        this.layout = layout;
    }

    /** Writes it to a file that {@code docker load} and {@code ctr images import} read. @return its digest */
    public String writeTo(Path tar, String name) throws Exception {
        return containerize(Containerizer.to(TarImage.at(tar).named(name)).setOfflineMode(true));
    }

    /** Pushes it; who may do so is read from Docker's configuration. @return its digest */
    public String pushTo(String name) throws Exception {
        CredentialRetrieverFactory credentials =
                CredentialRetrieverFactory.forImage(ImageReference.parse(name), event -> {});
        return containerize(
                Containerizer.to(RegistryImage.named(name).addCredentialRetriever(credentials.dockerConfig())));
    }

    private String containerize(Containerizer target) throws Exception {
        JibContainerBuilder image = Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                .setCreationTime(Instant.EPOCH)
                .setUser("1001:1001")
                .setWorkingDirectory(AbsoluteUnixPath.get(Layout.APP))
                .setEntrypoint(Layout.command())
                .addLabel("org.opencontainers.image.title", "isbsvc")
                .addLabel("org.opencontainers.image.licenses", "Apache-2.0")
                .addFileEntriesLayer(system())
                .addFileEntriesLayer(layer("java", layout.runtime(), "/jdk"))
                .addFileEntriesLayer(layer("functions", layout.jar(), Layout.APP + "/isbsvc.jar"))
                .addFileEntriesLayer(layer("archive", layout.archive(), Layout.APP + "/isbsvc.aot"));
        JibContainer made = image.containerize(target.setToolName("isbsvc"));
        return made.getDigest().toString();
    }

    /** In the words of images; the libraries and the runtime are those of this machine. */
    private static String architecture() {
        String here = System.getProperty("os.arch");
        return here.equals("aarch64") ? "arm64" : here;
    }

    private FileEntriesLayer system() throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("system");
        try (Stream<Path> folders = Files.list(layout.system())) {
            for (Path folder : folders.sorted().toList()) {
                add(layer, folder, "/" + folder.getFileName());
            }
        }
        return layer.build();
    }

    private static FileEntriesLayer layer(String name, Path from, String to) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        add(layer, from, to);
        return layer.build();
    }

    private static void add(FileEntriesLayer.Builder layer, Path from, String to) throws IOException {
        layer.addEntryRecursive(
                from,
                AbsoluteUnixPath.get(to),
                (file, target) -> Files.isDirectory(file) || Files.isExecutable(file)
                        ? EXECUTABLE
                        : FilePermissions.DEFAULT_FILE_PERMISSIONS,
                (file, target) -> Layout.MODIFIED);
    }
}
