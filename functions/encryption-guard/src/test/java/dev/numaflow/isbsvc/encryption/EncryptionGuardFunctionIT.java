package dev.numaflow.isbsvc.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.PoisonContract;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EncryptionGuardFunctionIT implements PoisonContract {

    private static final String CHANGE = "dev.numaflow.isbsvc.encryption.change";
    private static final String KIND = "InterStepBufferService";

    @RegisterExtension
    static final FunctionUnderTest function = FunctionUnderTest.of("encryption-guard");

    @Override
    public FunctionUnderTest function() {
        return function;
    }

    @Test
    void refusesAChangeOfARunningServiceAndReportsWhy() {
        running("true", "false");

        FunctionProcess.Answer answer = function.post(CHANGE, KIND, "one");

        assertThat(answer.header("ce-type")).isEqualTo("dev.numaflow.isbsvc.encryption.refused");
        assertThat(function.events()).singleElement().satisfies(event -> {
            assertThat(event.getReason()).isEqualTo("EncryptionRefused");
            assertThat(event.getMessage()).contains("spec.jetstream.encryption stays false");
        });
        function.post(CHANGE, KIND, "one");
        assertThat(function.events()).hasSize(1);
    }

    @Test
    void doesNothingBecauseOfAForgedEvent() {
        running("true", "true");

        assertThat(function.post(CHANGE, KIND, "one").status()).isEqualTo(204);
        assertThat(function.post(CHANGE, KIND, "gone").status()).isEqualTo(204);
        assertThat(function.writes()).isEmpty();
    }

    private void running(String wanted, String running) {
        HasMetadata service = function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: one}
                spec: {jetstream: {version: latest, encryption: %s}}
                """
                        .formatted(wanted));
        function.create(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata:
                  name: isbsvc-one-js
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
