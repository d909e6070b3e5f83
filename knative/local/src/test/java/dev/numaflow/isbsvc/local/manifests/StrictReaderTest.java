package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictReaderTest {
    private static final String TRIGGER =
            """
            apiVersion: eventing.knative.dev/v1
            kind: Trigger
            metadata:
              name: one
              namespace: functions
            spec:
              broker: default
              filters:
                - exact:
                    type: a
              subscriber:
                ref:
                  apiVersion: serving.knative.dev/v1
                  kind: Service
                  name: creation
              delivery:
                retry: 3
                backoffPolicy: exponential
                backoffDelay: PT0.5S
                timeout: PT10S
                deadLetterSink:
                  ref:
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    name: repair
            """;

    @TempDir
    Path folder;

    @Test
    void readsWhatItHonours() {
        Trigger trigger = installation(TRIGGER).triggers().get(0);
        assertThat(trigger.subscriber())
                .isEqualTo(new Reference("serving.knative.dev/v1", "Service", "functions", "creation"));
        assertThat(trigger.filter().accepts(Map.of("type", "a")::get)).isTrue();
        assertThat(trigger.filter().accepts(Map.of("type", "b")::get)).isFalse();
        assertThat(trigger.delivery().pauseAfter(3)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void refusesAnUnknownFieldAndNamesFilePathFoundAndAllowed() {
        String manifest = TRIGGER.replace("retry: 3", "retry: 3\n    retryAfterMax: PT9S");
        assertThatThrownBy(() -> installation(manifest))
                .isInstanceOf(RefusedManifest.class)
                .hasMessageContaining("one.yaml")
                .hasMessageContaining("spec.delivery.retryAfterMax")
                .hasMessageContaining("\"PT9S\"")
                .hasMessageContaining("[backoffDelay, backoffPolicy, deadLetterSink, retry, timeout]");
    }

    @Test
    void refusesAFilterDialectThatIsNotHonoured() {
        assertThatThrownBy(() -> installation(TRIGGER.replace("- exact:", "- prefix:")))
                .hasMessageContaining("spec.filters[0]")
                .hasMessageContaining("all, any, exact");
    }

    @Test
    void refusesTwoDialectsInOneEntry() {
        String manifest =
                TRIGGER.replace("        type: a\n", "        type: a\n      any:\n        - exact: {type: a}\n");
        assertThatThrownBy(() -> installation(manifest)).hasMessageContaining("none or several dialects");
    }

    @Test
    void refusesATriggerWithoutDelivery() {
        String manifest = TRIGGER.replace("    backoffPolicy: exponential\n", "");
        assertThatThrownBy(() -> installation(manifest)).hasMessageContaining("spec.delivery.backoffPolicy");
    }

    @Test
    void refusesAKindNobodyReads() {
        assertThatThrownBy(() -> installation(TRIGGER.replace("kind: Trigger", "kind: EventPolicy")))
                .hasMessageContaining("eventing.knative.dev/v1 EventPolicy")
                .hasMessageContaining("eventing.knative.dev/v1 Trigger");
    }

    @Test
    void refusesAKeyThatIsGivenTwice() {
        assertThatThrownBy(() -> installation(TRIGGER.replace("retry: 3", "retry: 3\n    retry: 4")))
                .hasMessageContaining("retry");
    }

    @Test
    void refusesALabelledNamespaceSelectorBecauseTheStandInWouldIgnoreIt() {
        String source =
                """
                apiVersion: sources.knative.dev/v1
                kind: ApiServerSource
                metadata: {name: s, namespace: functions}
                spec:
                  serviceAccountName: sources
                  namespaceSelector: {matchLabels: {a: b}}
                  resources: [{apiVersion: v1, kind: Pod}]
                  sink: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: default}}
                """;
        assertThatThrownBy(() -> installation(source)).hasMessageContaining("spec.namespaceSelector.matchLabels");
        assertThat(installation(source.replace("{matchLabels: {a: b}}", "{}"))
                        .sources()
                        .get(0)
                        .everyNamespace())
                .isTrue();
    }

    private Installation installation(String manifest) {
        try {
            Files.writeString(folder.resolve("one.yaml"), manifest);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        return Installation.of(Document.read(folder.resolve("one.yaml")));
    }
}
