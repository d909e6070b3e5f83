package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderedFromTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UID = "uid-1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 1",
                "replicas: 5, encryption: true, tls: true, persistence: {volumeSize: 7Gi, storageClassName: fast}",
                "settings: 'max_payload: 2097152', bufferConfig: 'stream: {maxMsgs: 5}'",
                "settings: 'sync_interval: always'",
                "settings: 'sync_interval: 30s'",
                "settings: \"max_memory_store: 1GB\\nmax_file_store: 20GB\"",
                "containerTemplate: {resources: {limits: {memory: 1Gi}}, env: [{name: A, value: 'ü \"x\"'}]}",
                "metadata: {labels: {team: a}, annotations: {note: '1 2'}}, nodeSelector: {disk: ssd}",
                "tolerations: [{key: k, operator: Exists}], priorityClassName: high, startArgs: ['-D']",
                "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
                        + "[{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}]}}}"
            })
    void theSameChildrenAreRenderedFromTheRecordOfAService(String fields) {
        ValidService service = Services.jetstream(fields);

        ValidService read =
                RenderedFrom.read(record(service), service.names(), UID).orElseThrow();

        assertThat(Children.of(read).list()).isEqualTo(Children.of(service).list());
    }

    @Test
    void anEditedRecordAndThatOfAnotherServiceAreNone() {
        ValidService service = Services.jetstream("replicas: 3");
        String record = record(service);

        for (String bad : List.of("", "x", record.replace("\"replicas\":3", "\"replicas\":1"), record + " ")) {
            assertThat(RenderedFrom.read(bad, service.names(), UID)).as(bad).isEmpty();
        }
        assertThat(RenderedFrom.read(record, service.names(), "uid-2")).isEmpty();
    }

    /** Who may write a child may write a record with its digest. */
    @Test
    void aForgedRecordIsBoundByTheRulesOfAnySpec() {
        ValidService service = Services.jetstream("replicas: 3");
        String forged = record(service).split(" ", 2)[1].replace("\"replicas\":3", "\"replicas\":2147483647");

        assertThat(RenderedFrom.read(Digest.sha256(forged) + " " + forged, service.names(), UID))
                .isEmpty();
    }

    /** With its digest, so that it is read as far as it goes. */
    @ParameterizedTest
    @ValueSource(strings = {"uid", "spec", "version", "resources"})
    void aRecordThatLacksAPartIsNone(String part) throws JsonProcessingException {
        ValidService service = Services.jetstream("replicas: 3");
        ObjectNode values = (ObjectNode) JSON.readTree(record(service).split(" ", 2)[1]);

        assertThat(read(values.deepCopy().without(part), service)).isEmpty();
        assertThat(read(values.deepCopy().putNull(part), service)).isEmpty();
        assertThat(read(values.deepCopy().put(part, 1), service)).isEmpty();
    }

    private static Optional<ValidService> read(JsonNode values, ValidService service) {
        return RenderedFrom.read(Digest.sha256(values.toString()) + " " + values, service.names(), UID);
    }

    @Test
    void aRecordThatWouldNotFitIsNotMade() {
        ValidService service = Services.jetstream(
                "metadata: {annotations: {a: '%1$s', b: '%1$s', c: '%1$s'}}".formatted("x".repeat(30_000)));

        assertThat(RenderedFrom.record(service)).isEmpty();
        assertThat(Children.of(service).list())
                .noneMatch(child -> child.getMetadata().getAnnotations().containsKey(Annotations.RENDERED_FROM));
    }

    private static String record(ValidService service) {
        return RenderedFrom.record(service).orElseThrow();
    }
}
