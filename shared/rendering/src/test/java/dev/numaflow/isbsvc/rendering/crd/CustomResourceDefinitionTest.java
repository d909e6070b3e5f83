package dev.numaflow.isbsvc.rendering.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        properties.set("spec", spec());
        properties.set("status", status());
        return definition;
    }

    private static ObjectNode spec() {
        ObjectNode spec = Schema.of(InterStepBufferService.Spec.class);
        ((ObjectNode) spec.at("/properties/jetstream/properties/replicas")).put("default", 3);
        return spec;
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
        ((ObjectNode) condition.at("/properties/lastTransitionTime")).put("format", "date-time");
        ((ObjectNode) condition.at("/properties/status"))
                .withArray("enum")
                .add("True")
                .add("False")
                .add("Unknown");
        return status;
    }
}
