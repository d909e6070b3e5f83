package dev.numaflow.isbsvc.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.PoisonContract;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeletionFunctionIT implements PoisonContract {

    private static final String REQUESTED = "dev.numaflow.isbsvc.deletion.requested";
    private static final String KIND = "InterStepBufferService";

    @RegisterExtension
    static final FunctionUnderTest function = FunctionUnderTest.of("deletion");

    @Override
    public FunctionUnderTest function() {
        return function;
    }

    @Test
    void removesAllThatIsOfTheServiceInOrderAndNothingElse() {
        String uid = service("one", "{version: latest}");
        child("ConfigMap", "isbsvc-one-js-config", "one", uid);
        child("Secret", "isbsvc-one-js-server", "other", service("other", "{version: latest}"));
        claim("isbsvc-one-js-vol-isbsvc-one-js-0");
        claim("isbsvc-one-js-vol-mine");
        key();
        isbsvc("one").delete();

        FunctionProcess.Answer answer = function.post(REQUESTED, KIND, "one");

        assertThat(answer.header("ce-type")).isEqualTo("dev.numaflow.isbsvc.deleted");
        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly(
                        "create leases isbsvc-one-js",
                        "delete configmaps isbsvc-one-js-config",
                        "delete persistentvolumeclaims isbsvc-one-js-vol-isbsvc-one-js-0",
                        "delete secrets isbsvc-one-js-key",
                        "update interstepbufferservices one",
                        "delete leases isbsvc-one-js");
        assertThat(isbsvc("one").get()).isNull();
        assertThat(function.client()
                        .secrets()
                        .inNamespace(function.namespace())
                        .withName("isbsvc-one-js-server")
                        .get())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, metadata: {name: user},"
                        + " spec: {interStepBufferServiceName: one}}",
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: ServingPipeline,"
                        + " metadata: {name: user},"
                        + " spec: {pipeline: {interStepBufferServiceName: one}}}"
            })
    void refusesWhileAPipelineUsesTheServiceAndNamesIt(String pipeline) {
        String uid = service("one", "{version: latest}");
        child("ConfigMap", "isbsvc-one-js-config", "one", uid);
        HasMetadata user = function.create(pipeline);
        isbsvc("one").delete();

        assertThat(function.post(REQUESTED, KIND, "one").status()).isEqualTo(204);

        assertThat(isbsvc("one").get().<Object>get("status", "phase")).isEqualTo("Deleting");
        assertThat(isbsvc("one").get().<String>get("status", "message"))
                .contains(user.getKind() + " " + function.namespace() + "/user");
        assertThat(function.events()).singleElement().satisfies(event -> assertThat(event.getReason())
                .isEqualTo("DeletionRefused"));
        function.requests();
        function.post(REQUESTED, KIND, "one");
        assertThat(function.writes()).isEmpty();

        function.client().resource(user).delete();
        assertThat(function.post(REQUESTED, KIND, "one").header("ce-type")).isEqualTo("dev.numaflow.isbsvc.deleted");
    }

    @Test
    void deletesNothingThatNobodyWantsToBeDeleted() {
        child("ConfigMap", "isbsvc-one-js-config", "one", service("one", "{version: latest}"));

        assertThat(function.post(REQUESTED, KIND, "one").status()).isEqualTo(204);
        assertThat(function.writes()).isEmpty();
    }

    @Test
    void needsNoValidSpec() {
        service("one", "{version: 'no such', replicas: 2}");
        isbsvc("one").delete();

        assertThat(function.post(REQUESTED, KIND, "one").header("ce-type")).isEqualTo("dev.numaflow.isbsvc.deleted");
    }

    @Test
    void keepsTheDataOfAServiceThatAsksForIt() {
        String uid = service("one", "{version: latest}");
        child("ConfigMap", "isbsvc-one-js-config", "one", uid);
        claim("isbsvc-one-js-vol-isbsvc-one-js-0");
        key();
        isbsvc("one").edit(live -> {
            live.getMetadata().setAnnotations(Map.of("isbsvc.numaflow.numaproj.io/retain", "true"));
            return live;
        });
        isbsvc("one").delete();

        assertThat(function.post(REQUESTED, KIND, "one").header("ce-type")).isEqualTo("dev.numaflow.isbsvc.deleted");

        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly(
                        "create leases isbsvc-one-js",
                        "update persistentvolumeclaims isbsvc-one-js-vol-isbsvc-one-js-0",
                        "update secrets isbsvc-one-js-key",
                        "delete configmaps isbsvc-one-js-config",
                        "update interstepbufferservices one",
                        "delete leases isbsvc-one-js");
        assertThat(isbsvc("one").get()).isNull();
    }

    @Test
    void letsANamespaceGoWhoeverUsesTheService() {
        String going = function.createNamespace("going");
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: one, namespace: %s, finalizers: [numaflow.numaproj.io/isbsvc-controller]}
                spec: {jetstream: {version: latest}}
                """
                        .formatted(going));
        HasMetadata user = function.create(
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, spec: {interStepBufferServiceName: one},"
                        + " metadata: {name: user, namespace: %s, finalizers: [test.dev/keeps]}}".formatted(going));
        function.client().namespaces().withName(going).delete();
        Resource<GenericKubernetesResource> service = isbsvc(going, "one");
        await().until(() -> service.get().isMarkedForDeletion());

        assertThat(function.post(REQUESTED, KIND, going, "one").header("ce-type"))
                .isEqualTo("dev.numaflow.isbsvc.deleted");

        assertThat(function.client().resource(user).get()).isNotNull();
        assertThat(service.get()).isNull();
    }

    /** Numaflow once had `redis`: who still has such a service must be able to get rid of it. */
    @Test
    void needsNoSpecThatItCanRead() {
        var definition = function.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("interstepbufferservices.numaflow.numaproj.io");
        CustomResourceDefinitionSpec ours = definition.get().getSpec();
        definition.edit(live -> {
            live.getSpec().getVersions().forEach(version -> version.getSchema()
                    .setOpenAPIV3Schema(new JSONSchemaPropsBuilder()
                            .withType("object")
                            .withXKubernetesPreserveUnknownFields(true)
                            .build()));
            return live;
        });
        try {
            await().ignoreExceptions().until(() -> isRedis(redis().dryRun().create()));
            redis().create();
            isbsvc("old").delete();

            assertThat(function.post(REQUESTED, KIND, "old").header("ce-type"))
                    .isEqualTo("dev.numaflow.isbsvc.deleted");
            assertThat(isbsvc("old").get()).isNull();
        } finally {
            definition.edit(live -> {
                live.setSpec(ours);
                return live;
            });
        }
    }

    private static Resource<GenericKubernetesResource> redis() {
        GenericKubernetesResource old = Serialization.unmarshal(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: old, namespace: %s, finalizers: [numaflow.numaproj.io/isbsvc-controller]}
                spec: {redis: {native: {version: 7.0.11}}}
                """
                        .formatted(function.namespace()),
                GenericKubernetesResource.class);
        return function.client().resource(old);
    }

    private static boolean isRedis(GenericKubernetesResource service) {
        return service.get("spec", "redis") != null;
    }

    private String service(String name, String jetstream) {
        return function.create(
                        """
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: %s, finalizers: [numaflow.numaproj.io/isbsvc-controller]}
                        spec: {jetstream: %s}
                        """
                                .formatted(name, jetstream))
                .getMetadata()
                .getUid();
    }

    private void child(String kind, String name, String owner, String uid) {
        function.create(
                """
                apiVersion: v1
                kind: %s
                metadata:
                  name: %s
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: %s, uid: %s, controller: true}
                """
                        .formatted(kind, name, owner, uid));
    }

    private void claim(String name) {
        function.create(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, labels: {numaflow.numaproj.io/isbsvc-name: one}}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
                        .formatted(name));
    }

    private void key() {
        function.create("{apiVersion: v1, kind: Secret, metadata: {name: isbsvc-one-js-key,"
                + " labels: {numaflow.numaproj.io/isbsvc-name: one}}}");
    }

    private Resource<GenericKubernetesResource> isbsvc(String name) {
        return isbsvc(function.namespace(), name);
    }

    private Resource<GenericKubernetesResource> isbsvc(String namespace, String name) {
        return function.client()
                .genericKubernetesResources("numaflow.numaproj.io/v1alpha1", KIND)
                .inNamespace(namespace)
                .withName(name);
    }
}
