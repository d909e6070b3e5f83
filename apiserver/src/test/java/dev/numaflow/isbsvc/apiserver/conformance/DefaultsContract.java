package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** What the server says where a manifest is silent. */
interface DefaultsContract extends ApiContract {

    @Test
    default void completesAStatefulSet() {
        JsonNode created = http().post(
                        path("apps/v1", "statefulsets"),
                        PlainHttp.resource("statefulset.yaml").toString())
                .requireStatus(201)
                .body();

        JsonNode pod = created.at("/spec/template/spec");
        assertThat(created.at("/spec/revisionHistoryLimit").asInt()).isEqualTo(10);
        assertThat(created.at("/spec/updateStrategy/type").asText()).isEqualTo("RollingUpdate");
        assertThat(pod.path("restartPolicy").asText()).isEqualTo("Always");
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isPositive();
        assertThat(pod.at("/containers/0/terminationMessagePath").asText()).isEqualTo("/dev/termination-log");
    }

    @Test
    default void storesTextsOfASecretAsData() {
        JsonNode secret = http().post(
                        path("v1", "secrets"), "{metadata: {name: one}, data: {a: YQ==}, stringData: {b: b}}")
                .requireStatus(201)
                .body();

        assertThat(secret.path("data")).hasToString("{\"a\":\"YQ==\",\"b\":\"Yg==\"}");
        assertThat(secret.path("type").asText()).isEqualTo("Opaque");
        assertThat(secret.has("stringData")).isFalse();
    }

    @Test
    default void labelsANamespaceWithItsName() {
        assertThat(http().get("/api/v1/namespaces/" + namespace())
                        .body()
                        .at("/metadata/labels/kubernetes.io~1metadata.name")
                        .asText())
                .isEqualTo(namespace());
    }
}
