package dev.numaflow.isbsvc.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.ownership.DeletionRefusal;
import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.PoisonContract;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UpdateFunctionIT implements PoisonContract {

    private static final String UPDATE = "dev.knative.apiserver.resource.update";
    private static final String API_VERSION = "numaflow.numaproj.io/v1alpha1";
    private static final String KIND = "InterStepBufferService";

    @RegisterExtension
    static final FunctionUnderTest function = FunctionUnderTest.of("update");

    @Override
    public FunctionUnderTest function() {
        return function;
    }

    @BeforeEach
    void createService() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: one, finalizers: [test.dev/keeps]}
                spec: {jetstream: {version: latest}}
                """);
    }

    @Test
    void makesAServiceWhoseCreationEventWasLost() {
        assertThat(function.post(UPDATE, KIND, "one").header("ce-type")).isEqualTo("dev.numaflow.isbsvc.deployed");
        assertThat(function.client()
                        .secrets()
                        .inNamespace(function.namespace())
                        .list()
                        .getItems())
                .hasSize(3);
    }

    @Test
    void asksTheApiServerNothingAboutItsOwnStatusWrites() {
        function.post(UPDATE, KIND, "one");
        String live = Serialization.asJson(service().get());
        function.requests();

        FunctionProcess.Answer answer = function.post(
                Map.of(
                        "specversion", "1.0",
                        "id", "1",
                        "source", "test",
                        "type", UPDATE,
                        "kind", KIND,
                        "namespace", function.namespace(),
                        "name", "one"),
                live);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(function.requests()).isEmpty();
    }

    @Test
    void putsAnEditedChildRight() {
        function.post(UPDATE, KIND, "one");
        Resource<ConfigMap> config =
                function.client().configMaps().inNamespace(function.namespace()).withName("isbsvc-one-js-config");
        Map<String, String> wanted = config.get().getData();
        config.edit(map -> {
            map.getData().put("nats-js", "port: 1");
            return map;
        });

        FunctionProcess.Answer answer =
                function.post("dev.knative.apiserver.ref.update", "ConfigMap", "isbsvc-one-js-config");

        assertThat(answer.header("ce-type")).isEqualTo("dev.numaflow.isbsvc.updated");
        assertThat(answer.header("ce-name")).isEqualTo("one");
        assertThat(config.get().getData()).isEqualTo(wanted);
        function.requests();
        assertThat(function.post("dev.knative.apiserver.ref.update", "ConfigMap", "isbsvc-one-js-config")
                        .status())
                .isEqualTo(204);
        assertThat(function.writes()).isEmpty();
    }

    @Test
    void passesAChangeOfEncryptionToTheGuard() {
        function.post(UPDATE, KIND, "one");
        service().edit(live -> {
            Map<String, Object> spec = live.get("spec");
            spec.put("jetstream", Map.of("version", "latest", "encryption", true));
            return live;
        });

        assertThat(function.post(UPDATE, KIND, "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.encryption.change");
        assertThat(function.post(UPDATE, KIND, "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.encryption.change");
        assertThat(function.post("dev.knative.apiserver.ref.update", "StatefulSet", "isbsvc-one-js")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void answersEachNewValueOfReplayOnce() {
        function.post(UPDATE, KIND, "one");
        annotate("replay", "one");

        assertThat(function.post(UPDATE, KIND, "one").header("ce-type")).isEqualTo("dev.numaflow.isbsvc.replayed");
        assertThat(function.post(UPDATE, KIND, "one").status()).isEqualTo(204);
        annotate("other", "x");
        assertThat(function.post(UPDATE, KIND, "one").status()).isEqualTo(204);

        annotate("replay", "two");
        assertThat(function.post(UPDATE, KIND, "one").header("ce-type")).isEqualTo("dev.numaflow.isbsvc.replayed");
    }

    private void annotate(String name, String value) {
        service().edit(live -> {
            Map<String, String> annotations = new HashMap<>();
            Optional.ofNullable(live.getMetadata().getAnnotations()).ifPresent(annotations::putAll);
            annotations.put("isbsvc.numaflow.numaproj.io/" + name, value);
            live.getMetadata().setAnnotations(annotations);
            return live;
        });
    }

    @Test
    void passesADeletionOn() {
        function.post(UPDATE, KIND, "one");
        service().delete();
        function.requests();

        assertThat(function.post(UPDATE, KIND, "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.deletion.requested");
        assertThat(function.writes()).isEmpty();
    }

    @Test
    void keepsAServiceCompleteWhoseDeletionIsRefused() {
        function.post(UPDATE, KIND, "one");
        function.create("{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline,"
                + " metadata: {name: user}, spec: {interStepBufferServiceName: one}}");
        service().delete();
        GenericKubernetesResource refused = service().get();
        refused.setAdditionalProperty(
                "status",
                Map.of(
                        "phase",
                        "Deleting",
                        "conditions",
                        List.of(inUse("it is in use by Pipeline " + function.namespace() + "/user"))));
        function.client().resource(refused).updateStatus();
        function.client()
                .configMaps()
                .inNamespace(function.namespace())
                .withName("isbsvc-one-js-config")
                .delete();
        function.requests();

        FunctionProcess.Answer answer =
                function.post("dev.knative.apiserver.ref.delete", "ConfigMap", "isbsvc-one-js-config");

        assertThat(answer.header("ce-type")).isEqualTo("dev.numaflow.isbsvc.updated");
        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .startsWith("create leases isbsvc-one-js")
                .contains("create configmaps isbsvc-one-js-config")
                .endsWith("delete leases isbsvc-one-js");
    }

    /** As `deletion` records why it waits. */
    private static Map<String, String> inUse(String message) {
        DeletionRefusal refusal = new DeletionRefusal("InUse", message);
        return Map.of(
                "type", "DeletionRefused",
                "status", "True",
                "reason", refusal.reason(),
                "message", refusal.record(),
                "lastTransitionTime", "2026-01-01T00:00:00Z");
    }

    private Resource<GenericKubernetesResource> service() {
        return function.client()
                .genericKubernetesResources(API_VERSION, KIND)
                .inNamespace(function.namespace())
                .withName("one");
    }
}
