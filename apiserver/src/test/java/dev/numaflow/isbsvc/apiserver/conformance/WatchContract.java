package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Watches: everything once, in order, from where one left off. */
interface WatchContract extends ApiContract {

    /** The events of a watch that is asked to end after a second, as "TYPE name". */
    private List<String> events(String query) {
        return http().watch(configMaps() + "?watch=true&timeoutSeconds=1" + query)
                .map(each -> each.path("type").asText() + " "
                        + each.at("/object/metadata/name").asText())
                .filter(each -> !each.endsWith("kube-root-ca.crt"))
                .toList();
    }

    @Test
    default void reportsWhatHappenedSinceAVersion() {
        JsonNode first = createConfigMap("one", "{a: b}");
        http().patch(MERGE_PATCH, configMaps() + "/one", "{data: {a: c}}").requireStatus(200);
        createConfigMap("two", "{a: b}");
        http().delete(configMaps() + "/one", null).requireStatus(200);

        assertThat(events("&resourceVersion="
                        + first.at("/metadata/resourceVersion").asText()))
                .containsExactly("MODIFIED one", "ADDED two", "DELETED one");
    }

    @Test
    default void reportsFirstWhatIsThereIfNoVersionIsGiven() {
        createConfigMap("one", "{a: b}");

        assertThat(events("")).containsExactly("ADDED one");
    }

    @Test
    default void anObjectThatLeavesTheSelectionIsDeletedForTheWatcher() {
        JsonNode first = createConfigMap("one", "{a: b}");
        http().patch(MERGE_PATCH, configMaps() + "/one", "{metadata: {labels: {app: x}}}")
                .requireStatus(200);
        http().patch(MERGE_PATCH, configMaps() + "/one", "{data: {a: c}}").requireStatus(200);
        http().patch(MERGE_PATCH, configMaps() + "/one", "{metadata: {labels: {app: y}}}")
                .requireStatus(200);

        assertThat(events("&labelSelector=app%3Dx&resourceVersion="
                        + first.at("/metadata/resourceVersion").asText()))
                .containsExactly("ADDED one", "MODIFIED one", "DELETED one");
    }

    @Test
    default void anInformerSeesEveryObject() {
        try (SharedIndexInformer<ConfigMap> informer = client().configMaps()
                .inNamespace(namespace())
                .withLabel("app", "many")
                .inform()) {
            IntStream.range(0, 50).parallel().forEach(i -> http().post(
                            configMaps(), "{metadata: {name: m-" + i + ", labels: {app: many}}}")
                    .requireStatus(201));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(informer.getStore().list()).hasSize(50));
            http().delete(configMaps() + "/m-7", null).requireStatus(200);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(informer.getStore().list()).hasSize(49));
        }
    }
}
