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

    @ParameterizedTest
    @CsvSource({"annotations, kubectl.kubernetes.io/restartedAt", "annotations, example.com/note", "labels, team"})
    void whatOthersPutIntoTheTemplatesMetadataReplacesNoPod(String metadata, String key) {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren live = asNumaflowLeavesIt(service);
        ObjectNode noted = live.statefulSet().deepCopy();
        noted.withObject("/spec/template/metadata/" + metadata).put(key, "a");
        LiveChildren found = live.with(noted);

        assertThat(template(write(decide(service, found), found))).isEqualTo(template(found));
    }
}
