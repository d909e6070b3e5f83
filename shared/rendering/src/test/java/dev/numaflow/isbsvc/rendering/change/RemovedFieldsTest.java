package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.asNumaflowLeavesIt;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.decide;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.ourTemplate;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.template;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was taken out of a spec before the service is adopted, and still is in its pods. */
class RemovedFieldsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodeSelector: {disk: fast}",
                "dnsPolicy: Default",
                "priorityClassName: high",
                "securityContext: {runAsUser: 5}",
                "nodeSelector: {disk: fast, arch: arm64}",
                "metadata: {labels: {team: a}}",
                "metadata: {annotations: {team: a}}",
                "containerTemplate: {securityContext: {privileged: true}}",
                "containerTemplate: {resources: {limits: {memory: 1Gi}}}",
                "reloaderContainerTemplate: {resources: {requests: {cpu: 1m}}}",
                "metricsContainerTemplate: {envFrom: [{configMapRef: {name: a}}]}"
            })
    void aFieldThatWasTakenOutBeforeReplacesPods(String field) {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}, " + field));

        assertThat(template(write(decide(service, live), live))).isEqualTo(ourTemplate(service));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodeSelector: {disk: fast, arch: arm64} | nodeSelector: {disk: fast}",
                "containerTemplate: {resources: {limits: {cpu: 1, memory: 1Gi}}} | containerTemplate: {resources: {limits: {cpu: 1}}}"
            })
    void aKeyThatWasTakenOutBeforeReplacesPods(String before, String after) {
        ValidService service = Services.jetstream("persistence: {}, " + after);
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}, " + before));

        assertThat(template(write(decide(service, live), live))).isEqualTo(ourTemplate(service));
    }

    @Test
    void podsThatKubectlHasRestartedStay() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren live = asNumaflowLeavesIt(service);
        ObjectNode restarted = live.statefulSet().deepCopy();
        restarted
                .withObject("/spec/template/metadata/annotations")
                .put("kubectl.kubernetes.io/restartedAt", "2026-01-01T00:00:00Z");
        LiveChildren found = live.with(restarted);

        assertThat(template(write(decide(service, found), found))).isEqualTo(template(found));
    }
}
