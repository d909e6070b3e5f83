package dev.numaflow.isbsvc.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EncryptionGuardFunctionIT {

    private static final String CHANGE = "dev.numaflow.isbsvc.encryption.change";
    private static final String KIND = "InterStepBufferService";

    private FunctionUnderTest function;

    @BeforeEach
    void start() {
        function = FunctionUnderTest.start("encryption-guard");
    }

    @AfterEach
    void stop() {
        function.close();
    }

    @Test
    void refusesAChangeOfARunningServiceAndTellsWhy() {
        running("true", "false");

        FunctionProcess.Answer answer = function.post(CHANGE, KIND, "default", "one");

        assertThat(answer.header("ce-type")).isEqualTo("dev.numaflow.isbsvc.encryption.refused");
        assertThat(function.client().v1().events().inNamespace("default").list().getItems())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getReason()).isEqualTo("EncryptionRefused");
                    assertThat(event.getMessage()).contains("spec.jetstream.encryption stays false");
                });
        function.post(CHANGE, KIND, "default", "one");
        assertThat(function.client().v1().events().inNamespace("default").list().getItems())
                .hasSize(1);
    }

    @Test
    void doesNothingBecauseOfAForgedEvent() {
        running("true", "true");
        function.requests();

        assertThat(function.post(CHANGE, KIND, "default", "one").status()).isEqualTo(204);
        assertThat(function.post(CHANGE, KIND, "default", "gone").status()).isEqualTo(204);
        assertThat(function.writes()).isEmpty();
    }

    private void running(String wanted, String running) {
        HasMetadata service = function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: one, namespace: default}
                spec: {jetstream: {version: latest, encryption: %s}}
                """
                        .formatted(wanted));
        function.create(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata:
                  name: isbsvc-one-js
                  namespace: default
                  annotations: {isbsvc.numaflow.numaproj.io/encryption: "%s"}
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: one, uid: %s, controller: true}
                spec:
                  replicas: 3
                  serviceName: x
                  selector: {matchLabels: {a: b}}
                  template:
                    metadata: {labels: {a: b}}
                    spec: {containers: [{name: main, image: nats}]}
                """
                        .formatted(running, service.getMetadata().getUid()));
    }
}
