package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the real API server lets a user write, and what would have ended a function or replaced what the servers stand on: it is told
 * with its path, and nothing of it reaches a child. With the rights of `update`.
 */
class BoundsOnControlPlaneIT {

    private static final Map<String, String> BEYOND = Map.of(
            "replicas: 2147483647",
            "spec.jetstream.replicas: found 2147483647, allowed: an odd number from 1 to 25",
            "persistence: {volumeSize: '1e999999999'}",
            "spec.jetstream.persistence.volumeSize: found \"1e999999999\", allowed: ",
            "containerTemplate: {resources: {limits: {memory: '1e100000000'}}}",
            "spec.jetstream.containerTemplate.resources.limits.memory: found \"1e100000000\", allowed: ");

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aServiceBeyondAllBoundsIsRefusedWithItsPathAndMakesNothing() {
        int count = 0;
        for (Map.Entry<String, String> beyond : BEYOND.entrySet()) {
            WatchedService service =
                    WatchedService.create(cluster, "beyond-" + count++, "{version: latest, " + beyond.getKey() + "}");

            assertThat(service.phase()).isEqualTo("Failed");
            assertThat(service.message()).contains(beyond.getValue());
            assertThat(service.objects()).isEmpty();
        }
    }

    @Test
    void aRunningServiceGoesOnAsItWasWhateverIsAddedToItsSpec() {
        WatchedService service =
                WatchedService.create(cluster, "runs", "{version: latest, encryption: true, persistence: {}}");
        JsonNode before = specOfTheServers(service);
        Map<String, Consumer<ObjectNode>> edits = Map.of(
                "spec.jetstream.containerTemplate.env[0].name",
                spec -> spec.withObject("/containerTemplate")
                        .putArray("env")
                        .addObject()
                        .put("name", "JS_KEY")
                        .put("value", "other"),
                "spec.jetstream.startArgs[0]",
                spec -> spec.putArray("startArgs").add("--client_advertise=$(JS_KEY)"),
                "spec.jetstream.replicas",
                spec -> spec.put("replicas", Integer.MAX_VALUE));

        edits.forEach((path, edit) -> {
            edit(service, edit);

            service.updateWoken();

            assertThat(service.message()).contains(path);
            assertThat(specOfTheServers(service)).isEqualTo(before);
            assertThat(service.live().orElseThrow().at("/status/conditions"))
                    .noneMatch(condition -> condition.path("status").asText().equals("False"));
        });
    }

    private static JsonNode specOfTheServers(WatchedService service) {
        return service.live(ObjectKind.STATEFUL_SET, service.names().statefulSet())
                .orElseThrow()
                .path("spec");
    }

    private void edit(WatchedService service, Consumer<ObjectNode> edit) {
        JsonNode live = service.live().orElseThrow();
        ObjectNode wanted = changed(live, edit);
        new ObjectEdit(cluster.cluster())
                .write(
                        live,
                        current -> current.path("spec").equals(wanted.path("spec")),
                        current -> changed(current, edit));
    }

    /** One edit at a time, over the spec that was good. */
    private static ObjectNode changed(JsonNode service, Consumer<ObjectNode> edit) {
        ObjectNode copy = service.deepCopy();
        ObjectNode jetstream = copy.withObject("/spec/jetstream");
        jetstream.remove(List.of("containerTemplate", "startArgs", "replicas"));
        edit.accept(jetstream);
        return copy;
    }
}
