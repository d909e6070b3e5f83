package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.status.Digest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderedFromTest {

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

        assertThat(Children.render(read, Running.NOTHING)).isEqualTo(Children.render(service, Running.NOTHING));
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

    @Test
    void aRecordThatWouldNotFitIsNotMade() {
        ValidService service = Services.jetstream(
                "metadata: {annotations: {a: '%1$s', b: '%1$s', c: '%1$s'}}".formatted("x".repeat(30_000)));

        assertThat(RenderedFrom.record(service)).isEmpty();
        assertThat(Children.render(service, Running.NOTHING))
                .noneMatch(child -> child.getMetadata().getAnnotations().containsKey(Annotations.RENDERED_FROM));
    }

    private static String record(ValidService service) {
        return RenderedFrom.record(service).orElseThrow();
    }
}
