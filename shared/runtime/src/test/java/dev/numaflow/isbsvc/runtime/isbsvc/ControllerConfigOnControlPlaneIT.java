package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Numaflow's own ConfigMap, which Numaflow extends: with the rights of `update`. */
class ControllerConfigOnControlPlaneIT {

    private static final ObjectRef CONFIG =
            new ObjectRef(ObjectKind.CONFIG_MAP, TestCluster.CONTROLLER, "numaflow-controller-config");

    private static final String OF_A_NEWER_RELEASE =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: numaflow-controller-config, namespace: numaflow-system}
            data:
              controller-config.yaml: |
                telemetry: {enabled: true}
                isbsvc:
                  kafka: {brokers: 3}
                  jetstream:
                    podSecurity: restricted
                    settings: |
                      max_payload: 68157440
                      quantum_flux: 12
                    bufferConfig: |
                      stream: {maxMsgSize: 33553408, compactAfter: 1h}
                      odBucket: {ttl: 1h}
                    versions:
                    - {version: latest, natsImage: "nats:2.12.7", metricsExporterImage: a, configReloaderImage: b, startCommand: /nats-server, sbom: none}
            """;

    private final TestCluster cluster = new TestCluster();

    @BeforeEach
    void createTheConfiguration() {
        cluster.apply(OF_A_NEWER_RELEASE);
    }

    @AfterEach
    void close() {
        cluster.cluster().get(CONFIG).ifPresent(cluster.cluster()::delete);
        cluster.close();
    }

    @Test
    void keysOfANewerReleaseAreIgnoredWithAWarningAndStopNoService() {
        WatchedService service = WatchedService.create(cluster, "newer", "{version: latest, persistence: {}}");

        assertThat(service.phase()).isNotEqualTo("Failed");
        assertThat(conf(service)).contains("max_payload: 68157440").doesNotContain("quantum_flux");
        assertThat(warnings(service))
                .anyMatch(reported -> reported.contains("isbsvc.jetstream.podSecurity: unknown here, and ignored"))
                .anyMatch(reported -> reported.contains("quantum_flux: unknown here, and ignored"))
                .anyMatch(reported -> reported.contains("compactAfter: unknown here, and ignored"));
    }

    /** It concerns every service, and is told with its path; a service that runs goes on. */
    @Test
    void aValueThatNobodyCanUseIsReportedAndTouchesNoServiceThatRuns() {
        WatchedService service = WatchedService.create(cluster, "running", "{version: latest, persistence: {}}");
        JsonNode before = set(service);

        edit("max_payload: 68157440", "max_payload: many");
        service.updateWoken();
        WatchedService late = WatchedService.create(cluster, "late", "{version: latest}");

        assertThat(set(service)).isEqualTo(before);
        assertThat(service.live().orElseThrow().at("/status/conditions"))
                .noneMatch(condition -> condition.path("status").asText().equals("False"));
        for (WatchedService reported : List.of(service, late)) {
            assertThat(reported.message())
                    .contains(
                            "numaflow-controller-config:isbsvc.jetstream.settings.max_payload", "\"many\"", "allowed");
        }
        assertThat(late.objects()).isEmpty();
    }

    private void edit(String from, String to) {
        ObjectNode live = ObjectMetas.of(cluster.cluster().get(CONFIG).orElseThrow());
        ObjectNode data = live.withObject("/data");
        data.put(
                "controller-config.yaml",
                data.path("controller-config.yaml").asText().replace(from, to));
        assertThat(cluster.cluster().replace(live)).isInstanceOf(WriteResult.Done.class);
    }

    private List<String> warnings(WatchedService service) {
        return cluster.cluster().list(ObjectKind.EVENT, service.names().namespace()).stream()
                .filter(event -> event.path("type").asText().equals("Warning"))
                .map(event -> event.path("message").asText())
                .toList();
    }

    private static String conf(WatchedService service) {
        return service.live(ObjectKind.CONFIG_MAP, service.names().configMap())
                .orElseThrow()
                .path("data")
                .toString();
    }

    private static JsonNode set(WatchedService service) {
        return service.live(ObjectKind.STATEFUL_SET, service.names().statefulSet())
                .orElseThrow()
                .path("spec");
    }
}
