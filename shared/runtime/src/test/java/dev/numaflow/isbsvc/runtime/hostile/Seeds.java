package dev.numaflow.isbsvc.runtime.hostile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The good inputs from which hostile ones are made. */
final class Seeds {

    /** The namespace of all seeds. */
    static final String NAMESPACE = "team-a";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Seeds() {}

    /** Services as users write them, in YAML. */
    static List<JsonNode> services() {
        return read(Seeds.class.getResourceAsStream("/hostile/services.yaml"));
    }

    /** What stands in a service beside its metadata; the file holds each value of {@code spec.jetstream}. */
    static List<JsonNode> specs() {
        return read(Seeds.class.getResourceAsStream("/hostile/specs.yaml")).stream()
                .map(Seeds::withSpec)
                .toList();
    }

    private static JsonNode withSpec(JsonNode jetstream) {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        rest.putObject("spec").set("jetstream", jetstream);
        return rest;
    }

    /** Pipelines and ServingPipelines as the API server stores them. */
    static List<JsonNode> pipelines() {
        return read(Seeds.class.getResourceAsStream("/hostile/pipelines.yaml"));
    }

    /** Buffer configurations, as trees of the text that they are. */
    static List<JsonNode> bufferConfigs() {
        return read(Seeds.class.getResourceAsStream("/hostile/buffers.yaml"));
    }

    /** The controller's configuration where nobody has written one. */
    static JsonNode controllerConfig() {
        return read(ControllerConfig.class.getResourceAsStream("controller-config.yaml"))
                .get(0);
    }

    /** A service with good metadata. @param rest what stands beside them */
    static JsonNode service(JsonNode rest) {
        ObjectNode service = (ObjectNode) TestCluster.tree(TestCluster.service(new Names(NAMESPACE, "n"), "{}"));
        service.withObject("/metadata").put("uid", "uid-1").put("generation", 1);
        service.remove("spec");
        return service.setAll((ObjectNode) rest);
    }

    /** The tree as somebody would write it. */
    static String yaml(JsonNode tree) {
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> read(InputStream resource) {
        try (InputStream in = Objects.requireNonNull(resource)) {
            return YamlDocuments.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), "resource")
                    .value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
