package dev.numaflow.isbsvc.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.servers.FileDigest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The bill of materials of the image in CycloneDX: the Java components as Maven resolved them, the Java runtime, and the files of the
 * operating system with their digests. The same content leads to the same text.
 */
final class Sbom {

    /** Where it is in the image. */
    static final String PLACE = "usr/share/sbom/isbsvc.cdx.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Sbom() {}

    /** Adds runtime and system files to the bill of the jar, and writes all of it into the layout. */
    static void write(Path ofJar, Layout layout) throws IOException {
        ObjectNode bill = (ObjectNode) JSON.readTree(ofJar.toFile());
        ArrayNode components = bill.withArray("components");
        components.add(runtime(layout));
        for (Path file : systemFiles(layout)) {
            components.add(file(layout, file));
        }
        Path target = layout.system().resolve(PLACE);
        Files.createDirectories(target.getParent());
        JSON.writerWithDefaultPrettyPrinter().writeValue(target.toFile(), bill);
    }

    private static ObjectNode runtime(Layout layout) throws IOException {
        Properties release = new Properties();
        try (Reader text = Files.newBufferedReader(layout.runtime().resolve("release"))) {
            release.load(text);
        }
        return component("platform", "java-runtime")
                .put("version", unquoted(release.getProperty("JAVA_VERSION")))
                .put("description", unquoted(release.getProperty("MODULES")));
    }

    private static String unquoted(String value) {
        return value.replace("\"", "");
    }

    private static List<Path> systemFiles(Layout layout) throws IOException {
        try (Stream<Path> all = Files.walk(layout.system())) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static ObjectNode file(Layout layout, Path file) throws IOException {
        ObjectNode component = component("file", "/" + layout.system().relativize(file));
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", FileDigest.sha256(file));
        return component;
    }

    private static ObjectNode component(String type, String name) {
        return JSON.createObjectNode().put("type", type).put("name", name);
    }
}
