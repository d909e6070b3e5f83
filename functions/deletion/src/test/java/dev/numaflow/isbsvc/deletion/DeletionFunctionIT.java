package dev.numaflow.isbsvc.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeletionFunctionIT {

    private static final String REQUESTED = "dev.numaflow.isbsvc.deletion.requested";
    private static final String KIND = "InterStepBufferService";

    private FunctionUnderTest function;

    @BeforeEach
    void start() {
        function = FunctionUnderTest.start("deletion");
    }

    @AfterEach
    void stop() {
        function.close();
    }

    @Test
    void removesAllThatIsOfTheServiceInOrderAndNothingElse() {
        String uid = service("one", "{version: latest}");
        child("ConfigMap", "isbsvc-one-js-config", uid);
        child("Secret", "isbsvc-one-js-server", "somebody-else");
        claim("isbsvc-one-js-vol-isbsvc-one-js-0");
        claim("isbsvc-one-js-vol-mine");
        key();
        isbsvc("one").delete();
        function.requests();

        FunctionProcess.Answer answer = function.post(REQUESTED, KIND, "default", "one");

        assertThat(answer.header("ce-type")).isEqualTo("dev.numaflow.isbsvc.deleted");
        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly(
                        "create leases ",
                        "delete configmaps isbsvc-one-js-config",
                        "delete persistentvolumeclaims isbsvc-one-js-vol-isbsvc-one-js-0",
                        "delete secrets isbsvc-one-js-key",
                        "update interstepbufferservices one",
                        "delete leases isbsvc-one-js");
        assertThat(isbsvc("one").get()).isNull();
        assertThat(function.client()
                        .secrets()
                        .inNamespace("default")
                        .withName("isbsvc-one-js-server")
                        .get())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, metadata: {name: user, namespace: default},"
                        + " spec: {interStepBufferServiceName: one}}",
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: ServingPipeline,"
                        + " metadata: {name: user, namespace: default},"
                        + " spec: {pipeline: {interStepBufferServiceName: one}}}"
            })
    void refusesWhileAPipelineUsesTheServiceAndNamesIt(String pipeline) {
        String uid = service("one", "{version: latest}");
        child("ConfigMap", "isbsvc-one-js-config", uid);
        HasMetadata user = function.create(pipeline);
        isbsvc("one").delete();

        assertThat(function.post(REQUESTED, KIND, "default", "one").status()).isEqualTo(204);

        assertThat(isbsvc("one").get().<Object>get("status", "phase")).isEqualTo("Deleting");
        assertThat(isbsvc("one").get().<String>get("status", "message")).contains(user.getKind() + " default/user");
        assertThat(function.client().v1().events().inNamespace("default").list().getItems())
                .singleElement()
                .satisfies(event -> assertThat(event.getReason()).isEqualTo("DeletionRefused"));
        function.requests();
        function.post(REQUESTED, KIND, "default", "one");
        assertThat(function.writes()).isEmpty();

        function.client().resource(user).delete();
        assertThat(function.post(REQUESTED, KIND, "default", "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.deleted");
    }

    @Test
    void deletesNothingThatNobodyWantsToBeDeleted() {
        child("ConfigMap", "isbsvc-one-js-config", service("one", "{version: latest}"));
        function.requests();

        assertThat(function.post(REQUESTED, KIND, "default", "one").status()).isEqualTo(204);
        assertThat(function.writes()).isEmpty();
    }

    @Test
    void needsNoValidSpec() {
        service("one", "{version: 'no such', replicas: 2}");
        isbsvc("one").delete();

        assertThat(function.post(REQUESTED, KIND, "default", "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.deleted");
    }

    @Test
    void keepsTheDataOfAServiceThatAsksForIt() {
        String uid = service("one", "{version: latest}");
        child("ConfigMap", "isbsvc-one-js-config", uid);
        claim("isbsvc-one-js-vol-isbsvc-one-js-0");
        key();
        isbsvc("one").edit(live -> {
            live.getMetadata().setAnnotations(Map.of("isbsvc.numaflow.numaproj.io/retain", "true"));
            return live;
        });
        isbsvc("one").delete();
        function.requests();

        assertThat(function.post(REQUESTED, KIND, "default", "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.deleted");

        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly(
                        "create leases ",
                        "update persistentvolumeclaims isbsvc-one-js-vol-isbsvc-one-js-0",
                        "update secrets isbsvc-one-js-key",
                        "delete configmaps isbsvc-one-js-config",
                        "update interstepbufferservices one",
                        "delete leases isbsvc-one-js");
        assertThat(isbsvc("one").get()).isNull();
    }

    @Test
    void letsANamespaceGoWhoeverUsesTheService() {
        function.create("{apiVersion: v1, kind: Namespace, metadata: {name: going}}");
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: one, namespace: going, finalizers: [numaflow.numaproj.io/isbsvc-controller]}
                spec: {jetstream: {version: latest}}
                """);
        HasMetadata user = function.create(
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, spec: {interStepBufferServiceName: one},"
                        + " metadata: {name: user, namespace: going, finalizers: [test.dev/keeps]}}");
        function.client().namespaces().withName("going").delete();

        assertThat(function.post(REQUESTED, KIND, "going", "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.deleted");

        assertThat(function.client().resource(user).get()).isNotNull();
        assertThat(function.client()
                        .genericKubernetesResources("numaflow.numaproj.io/v1alpha1", KIND)
                        .inNamespace("going")
                        .withName("one")
                        .get())
                .isNull();
    }

    /** Numaflow once had `redis`: who still has such a service must be able to get rid of it. */
    @Test
    void needsNoSpecThatItCanRead() {
        function.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("interstepbufferservices.numaflow.numaproj.io")
                .edit(definition -> {
                    definition.getSpec().getVersions().forEach(version -> version.getSchema()
                            .setOpenAPIV3Schema(new JSONSchemaPropsBuilder()
                                    .withType("object")
                                    .withXKubernetesPreserveUnknownFields(true)
                                    .build()));
                    return definition;
                });
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: old, namespace: default, finalizers: [numaflow.numaproj.io/isbsvc-controller]}
                spec: {redis: {native: {version: 7.0.11}}}
                """);
        isbsvc("old").delete();

        assertThat(function.post(REQUESTED, KIND, "default", "old").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.deleted");
        assertThat(isbsvc("old").get()).isNull();
    }

    private String service(String name, String jetstream) {
        return function.create(
                        """
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: %s, namespace: default, finalizers: [numaflow.numaproj.io/isbsvc-controller]}
                        spec: {jetstream: %s}
                        """
                                .formatted(name, jetstream))
                .getMetadata()
                .getUid();
    }

    private void child(String kind, String name, String owner) {
        function.create(
                """
                apiVersion: v1
                kind: %s
                metadata:
                  name: %s
                  namespace: default
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: one, uid: %s, controller: true}
                """
                        .formatted(kind, name, owner));
    }

    private void claim(String name) {
        function.create(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, namespace: default, labels: {numaflow.numaproj.io/isbsvc-name: one}}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
                        .formatted(name));
    }

    private void key() {
        function.create("{apiVersion: v1, kind: Secret, metadata: {name: isbsvc-one-js-key, namespace: default,"
                + " labels: {numaflow.numaproj.io/isbsvc-name: one}}}");
    }

    private Resource<GenericKubernetesResource> isbsvc(String name) {
        return function.client()
                .genericKubernetesResources("numaflow.numaproj.io/v1alpha1", KIND)
                .inNamespace("default")
                .withName(name);
    }
}
