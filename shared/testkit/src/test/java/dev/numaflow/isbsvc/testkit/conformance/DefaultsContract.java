package dev.numaflow.isbsvc.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

        assertThat(created.path("spec")).isEqualTo(PlainHttp.resource("statefulset-defaulted.yaml"));
        assertThat(created.path("status")).isEqualTo(PlainHttp.yaml("{replicas: 0, availableReplicas: 0}"));
    }

    @Test
    default void completesAService() {
        ObjectNode spec = (ObjectNode) http().post(
                        path("v1", "services"),
                        "{metadata: {name: one}, spec: {selector: {a: b}, ports: [{port: 80}]}}")
                .requireStatus(201)
                .body()
                .path("spec");

        assertThat(spec.remove("clusterIP").asText()).matches("10\\.96\\.\\d+\\.\\d+");
        assertThat(spec.remove("clusterIPs")).hasSize(1);
        assertThat((JsonNode) spec)
                .isEqualTo(PlainHttp.yaml("{ports: [{protocol: TCP, port: 80, targetPort: 80}], selector: {a: b},"
                        + " type: ClusterIP, sessionAffinity: None, ipFamilies: [IPv4], ipFamilyPolicy: SingleStack,"
                        + " internalTrafficPolicy: Cluster}"));
    }

    @Test
    default void keepsAHeadlessServiceHeadless() {
        String services = path("v1", "services");
        http().post(services, "{metadata: {name: one}, spec: {clusterIP: None, ports: [{port: 80, targetPort: web}]}}")
                .requireStatus(201);

        JsonNode put = http().put(
                        services + "/one",
                        "{metadata: {name: one}, spec: {clusterIP: None, ports: [{port: 81, targetPort: web}]}}")
                .requireStatus(200)
                .body();

        assertThat(put.at("/spec/clusterIPs")).hasToString("[\"None\"]");
        assertThat(put.at("/spec/ports/0/targetPort").asText()).isEqualTo("web");
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
    default void spellsQuantitiesInOneWay() {
        String claims = path("v1", "persistentvolumeclaims");
        String[][] spellings = {
            {"1024Mi", "1Gi"},
            {"1500Mi", "1500Mi"},
            {"1000", "1k"},
            {"1.5Gi", "1536Mi"},
            {"0.5", "500m"},
            {"1e3", "1e3"},
            {"1000000000", "1G"},
            {"0.1Ki", "102400m"}
        };
        for (int i = 0; i < spellings.length; i++) {
            JsonNode claim = http().post(
                            claims,
                            "{metadata: {name: c" + i
                                    + "}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: '"
                                    + spellings[i][0] + "'}}}}")
                    .requireStatus(201)
                    .body();

            assertThat(claim.at("/spec/resources/requests/storage").asText()).isEqualTo(spellings[i][1]);
        }
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
