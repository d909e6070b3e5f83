package dev.numaflow.isbsvc.rendering.config;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import dev.numaflow.isbsvc.rendering.yaml.YamlDocuments;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the platform team has set for all services, in the ConfigMap {@value #CONFIG_MAP}, which Numaflow's controller reads too.
 *
 * @param instance the controller instance; services of another one are not ours
 * @param defaultResources for the server's container, where a service says nothing
 * @param settings YAML text
 * @param bufferConfig YAML text
 */
public record ControllerConfig(
        String instance,
        ResourceRequirements defaultResources,
        String settings,
        String bufferConfig,
        List<JetStreamVersion> versions) {

    public static final String CONFIG_MAP = "numaflow-controller-config";
    public static final String KEY = "controller-config.yaml";

    private static final String BUILT_IN = "controller-config.yaml";
    private static final ObjectMapper MAPPER =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** What Numaflow asks for where its configuration says nothing. */
    private static final ResourceRequirements BUILT_IN_RESOURCES = new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity("100m"))
            .addToRequests("memory", new Quantity("128Mi"))
            .build();

    /** The path of a field of this configuration, as violations name it. */
    public static String path(String field) {
        return CONFIG_MAP + ":" + field;
    }

    /** The configuration that holds where no ConfigMap is. */
    public static ControllerConfig builtIn() {
        try (InputStream text = ControllerConfig.class.getResourceAsStream(BUILT_IN)) {
            return parse(new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8))
                    .value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the text under {@value #KEY}; what it does not say stays empty, as in Numaflow. */
    public static Parsed<ControllerConfig> parse(String text) {
        return YamlDocuments.read(text, path(KEY)).then(ControllerConfig::read);
    }

    private static Parsed<ControllerConfig> read(List<JsonNode> documents) {
        JsonNode tree = documents.isEmpty() ? MAPPER.missingNode() : documents.get(0);
        JsonNode jetstream = tree.path("isbsvc").path("jetstream");
        JsonNode versions = jetstream.path("versions");
        try {
            List<JetStreamVersion> known = versions(versions);
            return resources(tree.path("defaults").path("containerResources").asText(""))
                    .map(defaults -> new ControllerConfig(
                            tree.path("instance").asText(""),
                            defaults,
                            jetstream.path("settings").asText(""),
                            jetstream.path("bufferConfig").asText(""),
                            known));
        } catch (IllegalArgumentException e) {
            return Parsed.refused(new Violation(
                    path("isbsvc.jetstream.versions"),
                    "an entry that cannot be read",
                    "version, images and startCommand"));
        }
    }

    private static List<JetStreamVersion> versions(JsonNode list) {
        if (!list.isArray()) {
            return List.of();
        }
        JetStreamVersion[] versions = MAPPER.convertValue(list, JetStreamVersion[].class);
        if (Stream.of(versions).anyMatch(v -> v == null || v.version() == null)) {
            throw new IllegalArgumentException("a version without a name");
        }
        return List.of(versions);
    }

    private static Parsed<ResourceRequirements> resources(String text) {
        if (text.isBlank()) {
            return Parsed.of(BUILT_IN_RESOURCES);
        }
        String path = path("defaults.containerResources");
        return YamlDocuments.read(text, path)
                .then(documents -> documents.isEmpty()
                        ? Parsed.of(BUILT_IN_RESOURCES)
                        : StrictReader.read(documents.get(0), ResourceRequirements.class, path));
    }

    public Optional<JetStreamVersion> version(String name) {
        return versions.stream().filter(v -> v.version().equals(name)).findFirst();
    }

    public List<String> versionNames() {
        return versions.stream().map(JetStreamVersion::version).toList();
    }
}
