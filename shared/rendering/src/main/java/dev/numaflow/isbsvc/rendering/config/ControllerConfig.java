package dev.numaflow.isbsvc.rendering.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Violation;
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
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

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
        try {
            JsonNode tree = YAML.readTree(text);
            JsonNode jetstream = tree.path("isbsvc").path("jetstream");
            return Parsed.of(new ControllerConfig(
                    tree.path("instance").asText(""),
                    resources(tree.path("defaults").path("containerResources").asText("")),
                    jetstream.path("settings").asText(""),
                    jetstream.path("bufferConfig").asText(""),
                    YAML.readerForListOf(JetStreamVersion.class).readValue(listOrEmpty(jetstream.path("versions")))));
        } catch (IOException | IllegalArgumentException e) {
            return Parsed.refused(
                    new Violation(path(KEY), "text that cannot be read", "the YAML of Numaflow's controller"));
        }
    }

    public Optional<JetStreamVersion> version(String name) {
        return versions.stream().filter(v -> v.version().equals(name)).findFirst();
    }

    public List<String> versionNames() {
        return versions.stream().map(JetStreamVersion::version).toList();
    }

    private static JsonNode listOrEmpty(JsonNode node) {
        return node.isArray() ? node : YAML.createArrayNode();
    }

    private static ResourceRequirements resources(String text) throws JsonProcessingException {
        return text.isBlank()
                ? new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity("100m"))
                        .addToRequests("memory", new Quantity("128Mi"))
                        .build()
                : YAML.readValue(text, ResourceRequirements.class);
    }
}
