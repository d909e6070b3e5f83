package dev.numaflow.isbsvc.images;

import dev.numaflow.isbsvc.servers.FileTree;
import dev.numaflow.isbsvc.testkit.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the image of all functions: {@code mvn -Pimages}. */
public final class BuildImage {

    private static final String NAME = "isbsvc:latest";

    private BuildImage() {}

    /** With an argument the image is pushed there; its archive of the system is in {@code images/build/target}. */
    public static void main(String[] args) throws Exception {
        int status = 1;
        try {
            build(Stream.of(args).filter(name -> !name.isBlank()).findFirst());
            status = 0;
        } finally {
            // Threads of the API server's client would keep this process.
            System.exit(status);
        }
    }

    private static void build(Optional<String> registry) throws Exception {
        Path target = Repository.file("images/build/target");
        Layout layout = layout(target.resolve("image"));
        FunctionImage image = new FunctionImage(layout);
        Path tar = target.resolve("isbsvc.tar");
        System.out.println(NAME + " " + image.writeTo(tar, NAME) + " in " + tar);
        Path bill = Files.copy(
                layout.system().resolve(Sbom.PLACE),
                target.resolve("isbsvc.cdx.json"),
                StandardCopyOption.REPLACE_EXISTING);
        System.out.println("made of what " + bill + " lists");
        if (registry.isPresent()) {
            System.out.println("pushed " + registry.get() + "@" + image.pushTo(registry.get()));
        }
    }

    /** Makes all that is in the image, in this folder. */
    public static Layout layout(Path folder) throws Exception {
        empty(folder);
        Path scratch = folder.resolveSibling(folder.getFileName() + "-training");
        empty(scratch);
        Layout layout = new Layout(folder);
        JavaRuntime.link(layout);
        layout.take(Repository.file("images/app/target/isbsvc.jar"));
        SystemFiles.copy(layout);
        Sbom.write(Repository.file("images/app/target/isbsvc.cdx.json"), layout);
        new Training(layout, scratch).run();
        return layout;
    }

    private static void empty(Path folder) throws Exception {
        FileTree.delete(folder);
        Files.createDirectories(folder);
    }
}
