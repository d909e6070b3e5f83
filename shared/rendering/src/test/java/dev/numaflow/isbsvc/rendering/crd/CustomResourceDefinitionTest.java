package dev.numaflow.isbsvc.rendering.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The definition that a cluster is given says of every field what the records say: its schema is made from them. After a change of
 * the records, run this test with {@code -Dcrd.write=true} and read what it changed.
 */
class CustomResourceDefinitionTest {

    private static final Path FILE =
            Path.of("../../knative/manifests/crd/numaflow.numaproj.io_interstepbufferservices.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

    @Test
    void saysWhatTheRecordsSay() throws IOException {
        JsonNode wanted = definition();
        if (Boolean.getBoolean("crd.write")) {
            Files.writeString(FILE, YAML.writeValueAsString(wanted));
        }

        assertThat(YAML.readTree(FILE.toFile())).isEqualTo(wanted);
    }

    /** The list was read off Numaflow's definition of its release 1.8: one line for each constraint, with its path. */
    @Test
    void demandsAllThatNumaflowsDefinitionDemands() throws IOException {
        List<String> ours = Constraints.of(definition().at("/spec/versions/0/schema/openAPIV3Schema"));

        assertThat(ours).containsAll(Files.readAllLines(Path.of("src/test/resources/crd/constraints-of-numaflow.txt")));
        assertThat(ours).noneMatch(constraint -> constraint.contains(" default "));
    }

    /** What Numaflow takes is taken: who moves over finds no field missing, and none that only this definition has. */
    @Test
    void hasTheFieldsOfNumaflowsDefinitionAndNoOthers() throws IOException {
        Set<String> theirs = paths(Files.readAllLines(Path.of("src/test/resources/crd/constraints-of-numaflow.txt")));
        Set<String> ours = paths(Constraints.of(definition().at("/spec/versions/0/schema/openAPIV3Schema")));

        assertThat(ours).isEqualTo(theirs);
        assertThat(ours).noneMatch(path -> path.contains("fileKeyRef"));
    }

    private static Set<String> paths(List<String> constraints) {
        return constraints.stream()
                .map(constraint -> constraint.substring(0, constraint.indexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ObjectNode definition() throws IOException {
        ObjectNode definition = (ObjectNode)
                YAML.readTree(
                        """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: interstepbufferservices.numaflow.numaproj.io
                spec:
                  group: numaflow.numaproj.io
                  names:
                    kind: InterStepBufferService
                    listKind: InterStepBufferServiceList
                    plural: interstepbufferservices
                    shortNames: [isbsvc]
                    singular: interstepbufferservice
                  scope: Namespaced
                  versions:
                  - additionalPrinterColumns:
                    - {jsonPath: .status.type, name: Type, type: string}
                    - {jsonPath: .status.phase, name: Phase, type: string}
                    - {jsonPath: .metadata.creationTimestamp, name: Age, type: date}
                    - {jsonPath: .status.message, name: Message, type: string}
                    name: v1alpha1
                    schema:
                      openAPIV3Schema:
                        properties:
                          apiVersion: {type: string}
                          kind: {type: string}
                          metadata: {type: object}
                        required: [spec]
                        type: object
                    served: true
                    storage: true
                    subresources:
                      status: {}
                """);
        ObjectNode properties = (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema/properties");
        // No defaults: whoever compares what was applied with what is kept would find a difference for ever.
        properties.set("spec", Schema.of(InterStepBufferService.Spec.class));
        properties.set("status", status());
        return definition;
    }

    private static ObjectNode status() {
        ObjectNode status = Schema.of(ServiceStatus.class);
        ((ObjectNode) status.at("/properties/phase"))
                .withArray("enum")
                .add("")
                .add("Pending")
                .add("Running")
                .add("Failed")
                .add("Deleting");
        ObjectNode condition = (ObjectNode) status.at("/properties/conditions/items");
        condition
                .withArray("required")
                .add("lastTransitionTime")
                .add("message")
                .add("reason")
                .add("status")
                .add("type");
        ((ObjectNode) condition.at("/properties/message")).put("maxLength", Condition.LONGEST_MESSAGE);
        ((ObjectNode) condition.at("/properties/observedGeneration")).put("minimum", 0);
        ((ObjectNode) condition.at("/properties/reason"))
                .put("maxLength", 1024)
                .put("minLength", 1)
                .put("pattern", "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$");
        ((ObjectNode) condition.at("/properties/type"))
                .put("maxLength", 316)
                .put(
                        "pattern",
                        "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$");
        authentication((ObjectNode) status.at("/properties/config/properties/jetstream/properties/auth/properties"));
        ((ObjectNode) condition.at("/properties/lastTransitionTime")).put("format", "date-time");
        ((ObjectNode) condition.at("/properties/status"))
                .withArray("enum")
                .add("True")
                .add("False")
                .add("Unknown");
        return status;
    }

    /** What Numaflow defines and nobody writes: a status that has it is kept as it is. */
    private static void authentication(ObjectNode auth) {
        ObjectNode key = (ObjectNode) auth.at("/basic/properties/user");
        ((ObjectNode) auth.at("/basic/properties/password/properties"))
                .putObject("optional")
                .put("type", "boolean");
        ((ObjectNode) key.path("properties")).putObject("optional").put("type", "boolean");
        auth.set("nkey", key.deepCopy());
        auth.set("token", key.deepCopy());
    }
}
