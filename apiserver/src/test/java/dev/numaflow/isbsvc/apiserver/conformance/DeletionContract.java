package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Deletion: preconditions, finalizers, what becomes of owned and contained objects. */
interface DeletionContract extends ApiContract {

    @Test
    default void deletesOnlyTheObjectThatIsMeant() {
        createConfigMap("one", "{a: b}");

        assertThat(http().delete(configMaps() + "/one", "{preconditions: {uid: other}}")
                        .requireStatus(409)
                        .reason())
                .isEqualTo("Conflict");
        http().delete(configMaps() + "/one", "{preconditions: {resourceVersion: '1'}}")
                .requireStatus(409);
        http().delete(configMaps() + "/one", null).requireStatus(200);
        http().get(configMaps() + "/one").requireStatus(404);
    }

    @Test
    default void keepsAnObjectUntilItsLastFinalizerIsGone() {
        http().post(configMaps(), "{metadata: {name: one, finalizers: [test.dev/hold]}}")
                .requireStatus(201);

        JsonNode held =
                http().delete(configMaps() + "/one", null).requireStatus(200).body();
        String since = held.at("/metadata/deletionTimestamp").asText();
        assertThat(since).isNotEmpty();
        assertThat(http().delete(configMaps() + "/one", null)
                        .body()
                        .at("/metadata/deletionTimestamp")
                        .asText())
                .isEqualTo(since);
        assertThat(http().patch(
                                MERGE_PATCH,
                                configMaps() + "/one",
                                "{metadata: {finalizers: [test.dev/hold, test.dev/more]}}")
                        .requireStatus(422)
                        .causes())
                .contains("metadata.finalizers FieldValueForbidden");

        http().patch(MERGE_PATCH, configMaps() + "/one", "{metadata: {finalizers: null}}")
                .requireStatus(200);
        http().get(configMaps() + "/one").requireStatus(404);
    }

    @Test
    default void takesTheContentsWithANamespace() {
        createConfigMap("one", "{a: b}");

        http().delete("/api/v1/namespaces/" + namespace(), null).requireStatus(200);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            http().get("/api/v1/namespaces/" + namespace()).requireStatus(404);
            http().get(configMaps() + "/one").requireStatus(404);
        });
    }

    @Test
    default void protectsAClaimWhileAPodUsesIt() {
        String claims = path("v1", "persistentvolumeclaims");
        String pods = path("v1", "pods");
        http().post(
                        claims,
                        "{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}")
                .requireStatus(201);
        http().post(
                        pods,
                        "{metadata: {name: user}, spec: {nodeName: somewhere, containers: [{name: a, image: 'a:1'}],"
                                + " volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]}}")
                .requireStatus(201);

        http().delete(claims + "/data", null).requireStatus(200);
        assertThat(http().get(claims + "/data")
                        .requireStatus(200)
                        .body()
                        .at("/metadata/deletionTimestamp")
                        .asText())
                .isNotEmpty();
        http().delete(pods + "/user", "{gracePeriodSeconds: 0}").requireStatus(200);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> http().get(claims + "/data").requireStatus(404));
    }

    @Test
    default void givesARunningPodTimeToEnd() {
        String pods = path("v1", "pods");
        http().post(
                        pods,
                        "{metadata: {name: one}, spec: {nodeName: somewhere, terminationGracePeriodSeconds: 600,"
                                + " containers: [{name: a, image: 'a:1'}]}}")
                .requireStatus(201);

        http().delete(pods + "/one", null).requireStatus(200);
        JsonNode ending = http().get(pods + "/one").requireStatus(200).body();
        assertThat(ending.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(600);

        http().patch(MERGE_PATCH, pods + "/one/status", "{status: {message: ending}}")
                .requireStatus(200);
        http().get(pods + "/one").requireStatus(200);

        http().delete(pods + "/one", "{gracePeriodSeconds: 0}").requireStatus(200);
        http().get(pods + "/one").requireStatus(404);
    }
}
