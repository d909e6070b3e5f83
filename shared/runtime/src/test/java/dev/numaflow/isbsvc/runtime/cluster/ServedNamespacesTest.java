package dev.numaflow.isbsvc.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is asked of the API server about "all namespaces". */
class ServedNamespacesTest {

    private static final String LABEL = "isbsvc.numaflow.numaproj.io/served=true";
    private static final String API = "GET /apis/numaflow.numaproj.io/v1alpha1/";
    private static final String SERVICES = "interstepbufferservices?limit=500";

    @Test
    void withoutASettingTheWholeClusterIsRead() {
        assertThat(asked(ServedNamespaces.all(), cluster -> cluster.list(ObjectKind.ISB_SERVICE)))
                .containsExactly(API + SERVICES);
    }

    /** Each alone, because a Role allows nothing else. */
    @Test
    void namedNamespacesAreReadOneByOne() {
        assertThat(asked(named("a", "b"), cluster -> cluster.list(ObjectKind.ISB_SERVICE)))
                .containsExactly(API + "namespaces/a/" + SERVICES, API + "namespaces/b/" + SERVICES);
        assertThat(asked(named("a"), cluster -> cluster.listIfDefined(ObjectKind.SERVING_PIPELINE)))
                .containsExactly(API + "namespaces/a/servingpipelines?limit=500");
        assertThat(asked(named("a"), cluster -> cluster.listEverywhere(ObjectKind.POD, "k=v")))
                .containsExactly("GET /api/v1/namespaces/a/pods?labelSelector=k%3Dv&limit=500");
        assertThat(asked(named("a"), cluster -> cluster.metadata().listEverywhere(ObjectKind.SECRET, "k=v")))
                .containsExactly("GET /api/v1/namespaces/a/secrets?labelSelector=k%3Dv&limit=500");
        assertThat(asked(named("a"), cluster -> cluster.eventsAbout(ObjectKind.PIPELINE)))
                .containsExactly(
                        "GET /api/v1/namespaces/a/events?fieldSelector=involvedObject.kind%3DPipeline&limit=500");
        assertThat(asked(named("a"), cluster -> cluster.eventsAbout(ObjectKind.PIPELINE, "R")))
                .containsExactly("GET /api/v1/namespaces/a/events?fieldSelector="
                        + "involvedObject.kind%3DPipeline%2Creason%3DR&limit=500");
    }

    /** A Role allows to read its own namespace, and never to list them. */
    @Test
    void namedNamespacesThemselvesAreRead() {
        assertThat(asked(named("a", "b"), cluster -> cluster.list(ObjectKind.NAMESPACE)))
                .containsExactly("GET /api/v1/namespaces/a", "GET /api/v1/namespaces/b");
    }

    @Test
    void ofLabelledNamespacesOnlyTheObjectsAreKept() {
        ServedNamespaces labelled = new ServedNamespaces(Optional.empty(), Optional.of(LABEL));
        try (StandInApiServer server = server()) {
            Cluster cluster = new Cluster(server.client(), labelled);

            assertThat(cluster.list(ObjectKind.ISB_SERVICE))
                    .extracting(object -> object.at("/metadata/name").asText())
                    .containsExactly("in-a");
            assertThat(cluster.list(ObjectKind.NAMESPACE))
                    .extracting(object -> object.at("/metadata/name").asText())
                    .containsExactly("a");
            assertThat(server.asked())
                    .contains("GET /api/v1/namespaces?labelSelector=isbsvc.numaflow.numaproj.io%2Fserved%3Dtrue"
                            + "&limit=500");
        }
    }

    @Test
    void aSettingThatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> new ServedNamespaces(Optional.of(List.of("a")), Optional.of(LABEL)))
                .hasMessageContaining("ISBSVC_SERVED_LABEL");
        assertThatThrownBy(() -> named("a", "A/b"))
                .hasMessageContaining("ISBSVC_SERVED_NAMESPACES")
                .hasMessageContaining("A/b");
    }

    private static ServedNamespaces named(String... names) {
        return new ServedNamespaces(Optional.of(List.of(names)), Optional.empty());
    }

    private static List<String> asked(ServedNamespaces served, Consumer<Cluster> list) {
        try (StandInApiServer server = server()) {
            list.accept(new Cluster(server.client(), served));
            return server.asked();
        }
    }

    /** One whose namespaces a and b have a service each; a alone has the label. */
    private static StandInApiServer server() {
        return new StandInApiServer((exchange, body) -> {
            String path = exchange.getRequestURI().toString();
            String labelled = path.contains("labelSelector") ? "" : ", {\"metadata\": {\"name\": \"b\"}}";
            String answer = path.contains("interstepbufferservices")
                    ? "{\"items\": [" + service("a") + "," + service("b") + "]}"
                    : "{\"items\": [{\"metadata\": {\"name\": \"a\"}}" + labelled + "]}";
            body.write(answer.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static String service(String namespace) {
        return "{\"metadata\": {\"namespace\": \"%1$s\", \"name\": \"in-%1$s\"}}".formatted(namespace);
    }
}
