package dev.numaflow.isbsvc.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {

    private static final String ADD = "dev.knative.apiserver.resource.add";
    private static final String API_SERVER = "https://10.96.0.1:443";

    @Test
    void readsTheObjectFromTheExtensions() {
        var event = event(
                ADD, "nonsense", Map.of("kind", "InterStepBufferService", "namespace", "team-a", "name", "default"));

        assertThat(Pointer.of(event))
                .contains(new Pointer(
                        EventType.RESOURCE_ADD, new ObjectRef(ObjectKind.ISB_SERVICE, "team-a", "default")));
    }

    @ParameterizedTest
    @EnumSource(ObjectKind.class)
    void readsTheObjectFromTheSubjectWhenThereAreNoExtensions(ObjectKind kind) {
        ObjectRef object = new ObjectRef(kind, "team-a", "x.y");

        assertThat(Pointer.of(event(ADD, object.subject(), Map.of())))
                .contains(new Pointer(EventType.RESOURCE_ADD, object));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/apis/v1/pods/x",
                "/apis/v1/namespaces/a/unknown/x",
                "/apis/apps/v1/namespaces/a/pods/x",
                "/apis/v1/namespaces/a/pods/x/status",
                "/apis/v1/namespaces/a/pods/..",
                "/apis/v1/namespaces/A/pods/x"
            })
    void isNothingForASubjectThatNamesNoObjectOfOurs(String subject) {
        assertThat(Pointer.of(event(ADD, subject, Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment, a, b",
        "Pod, , b",
        "Pod, a,",
        "Pod, a/b, c",
        "Pod, a, ../../secrets/x",
        "Pod, a, b?dryRun=All",
    })
    void isNothingForExtensionsThatNameNoObjectOfOurs(String kind, String namespace, String name) {
        Map<String, String> extensions = new java.util.HashMap<>(Map.of("kind", kind));
        extensions.put("namespace", namespace);
        extensions.put("name", name);

        assertThat(Pointer.of(event(ADD, "/apis/v1/namespaces/a/pods/x", extensions)))
                .isEmpty();
    }

    @Test
    void isNothingForATypeThatNobodySends() {
        var extensions = Map.of("kind", "Pod", "namespace", "a", "name", "b");

        assertThat(Pointer.of(event("dev.knative.apiserver.resource.patch", "x", extensions)))
                .isEmpty();
        assertThat(Pointer.of(event(null, "x", extensions))).isEmpty();
    }

    @Test
    void aTickOfTheClockIsAboutNoObject() {
        Pointer tick =
                Pointer.of(event("dev.knative.sources.ping", null, Map.of())).orElseThrow();

        assertThat(tick.isTick()).isTrue();
        assertThat(tick.service()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "InterStepBufferService, n, n",
        "StatefulSet, isbsvc-n-js, n",
        "Pod, isbsvc-n-js-2, n",
        "Secret, isbsvc-a-js-js-client-auth, a-js",
        "ConfigMap, kube-root-ca.crt,",
        "Pipeline, n,",
    })
    void findsTheServiceOfAChildByItsName(String kind, String name, String service) {
        Pointer pointer = Pointer.of(event(ADD, null, Map.of("kind", kind, "namespace", "ns", "name", name)))
                .orElseThrow();

        assertThat(pointer.service().map(Names::isbsvcName).orElse(null)).isEqualTo(service);
    }

    @Test
    void carriesTheObjectThatASourceHasSentWhole() {
        assertThat(reported(ADD, API_SERVER, pod("ns", "b")))
                .hasValueSatisfying(
                        pod -> assertThat(pod.at("/status/phase").asText()).isEqualTo("Running"));
    }

    @Test
    void carriesNoObjectThatItsSourceDidNotSendOrThatIsGone() {
        assertThat(reported(ADD, "repair", pod("ns", "b"))).as("no API server").isEmpty();
        assertThat(reported(ADD, API_SERVER, pod("ns", "c"))).as("another name").isEmpty();
        assertThat(reported(ADD, API_SERVER, pod("other", "b")))
                .as("another namespace")
                .isEmpty();
        assertThat(reported(ADD, API_SERVER, pod("ns", "b").replace("Pod", "Node")))
                .as("another kind")
                .isEmpty();
        assertThat(reported(ADD, API_SERVER, pod("ns", "b").replace("v1", "v2")))
                .as("another version")
                .isEmpty();
        assertThat(reported(ADD, API_SERVER, "{")).as("no JSON").isEmpty();
        assertThat(reported(ADD, API_SERVER, pod("ns", "b").replace("Running", "x".repeat(2 << 20))))
                .as("larger than an object can be")
                .isEmpty();
        assertThat(reported("dev.knative.apiserver.resource.delete", API_SERVER, pod("ns", "b")))
                .as("as it was before it was deleted")
                .isEmpty();
        assertThat(reported("dev.knative.apiserver.ref.update", API_SERVER, pod("ns", "b")))
                .as("a reference")
                .isEmpty();
    }

    /** Events are untrusted: the live object decides about one that no API server would send. */
    @Test
    void anObjectThatARuleCannotReadIsNotAsItSays() {
        ObjectRef pod = new ObjectRef(ObjectKind.POD, "ns", "b");
        ReportedChange change =
                ReportedChange.of(EventType.RESOURCE_ADD, pod, pod("ns", "b").getBytes(StandardCharsets.UTF_8));

        assertThat(change.object(object -> {
                    throw new IllegalArgumentException("unreadable");
                }))
                .isEmpty();
    }

    private static Optional<JsonNode> reported(String type, String source, String data) {
        var extensions = Map.of("kind", "Pod", "namespace", "ns", "name", "b");
        return Pointer.of(
                        new EventAttributes(type, source, null, Optional.empty(), extensions),
                        data.getBytes(StandardCharsets.UTF_8))
                .orElseThrow()
                .reported(object -> true);
    }

    private static String pod(String namespace, String name) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "%s", "name": "%s"}, "status": {"phase": "Running"}}"""
                .formatted(namespace, name);
    }

    private static EventAttributes event(String type, String subject, Map<String, String> extensions) {
        return new EventAttributes(type, subject, extensions);
    }
}
