package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLettersIT {

    private static final String SYSTEM = "isbsvc-system";
    private static final Pointer SERVICE =
            new Pointer(EventType.RESOURCE_ADD, new ObjectRef(ObjectKind.SERVICE, TestCluster.NAMESPACE, "n"));

    private final TestCluster cluster = TestCluster.embedded();
    private final DeadLetterCount count = new DeadLetterCount(new RepairLease(cluster.cluster(), SYSTEM));
    private final DeadLetters deadLetters =
            new DeadLetters(cluster.cluster(), cluster.beans().announcer(), count);

    @BeforeEach
    void createTheNamespace() {
        cluster.createNamespace(SYSTEM);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void areToldOnTheObjectWithCodeAndReason() {
        cluster.apply(TestCluster.service("n", "{version: latest}"));

        deadLetters.tell(
                SERVICE, letter("http://creation.isbsvc-system.svc.cluster.local", "503", "to be\ntried again\n"));

        assertThat(cluster.client()
                        .v1()
                        .events()
                        .inNamespace(TestCluster.NAMESPACE)
                        .list()
                        .getItems())
                .extracting(event -> event.getReason() + ": " + event.getMessage())
                .containsExactly("EventUndelivered: an event of type dev.knative.apiserver.resource.add could not be"
                        + " handled: creation answered 503: to be tried again");
    }

    /** Invariant 12. */
    @Test
    void areToldOnASecretWithoutReadingIt() {
        cluster.apply("{apiVersion: v1, kind: Secret, metadata: {name: isbsvc-n-js-server, namespace: team-a}}");
        cluster.requests();

        deadLetters.tell(
                new Pointer(EventType.REF_DELETE, new ObjectRef(ObjectKind.SECRET, "team-a", "isbsvc-n-js-server")),
                letter("http://update.isbsvc-system.svc.cluster.local", "503", ""));

        assertThat(cluster.requests())
                .filteredOn(request -> request.resource().equals("secrets"))
                .singleElement()
                .matches(LoggedRequest::metadataOnly);
        assertThat(cluster.client()
                        .v1()
                        .events()
                        .inNamespace(TestCluster.NAMESPACE)
                        .list()
                        .getItems())
                .hasSize(1);
    }

    @Test
    void areCountedByFunctionAndCodeForPrometheus() {
        assertThat(count.exposition()).doesNotContain("{");
        deadLetters.tell(SERVICE, letter("http://creation.isbsvc-system.svc.cluster.local", "503", ""));
        deadLetters.tell(SERVICE, letter("http://creation.isbsvc-system.svc.cluster.local", "503", ""));
        deadLetters.tell(SERVICE, letter("http://update.isbsvc-system.svc.cluster.local", null, ""));

        // By another process of repair: the first one sleeps.
        assertThat(new DeadLetterCount(new RepairLease(cluster.cluster(), SYSTEM)).exposition())
                .isEqualTo(
                        """
                        # HELP isbsvc_dead_letters_total Events that no function could handle.
                        # TYPE isbsvc_dead_letters_total counter
                        isbsvc_dead_letters_total{function="creation",code="503"} 2
                        isbsvc_dead_letters_total{function="update",code="none"} 1
                        """);
    }

    @Test
    void ofStrangersDoNotFillTheLease() {
        for (int i = 0; i < 60; i++) {
            count.add(new DeadLetter("stranger-" + i, "500", ""));
        }

        assertThat(count.exposition().lines()).hasSize(2 + 51);
        assertThat(count.exposition()).contains("{function=\"other\",code=\"none\"} 10\n");
    }

    @Test
    void areCountedOnWhereTheAnnotationWasEditedByHand() {
        count.add(new DeadLetter("creation", "503", ""));
        var lease = cluster.cluster()
                .get(new ObjectRef(ObjectKind.LEASE, SYSTEM, "isbsvc-repair"))
                .orElseThrow();
        var edited = Trees.of(lease);
        edited.withObject("/metadata/annotations")
                .put(Annotations.DEAD_LETTERS, "{\"a\\\"}x 1\": 5, \"b 200\": \"many\"");
        cluster.cluster().replace(edited);

        count.add(new DeadLetter("creation", "503", ""));

        assertThat(count.exposition()).endsWith("isbsvc_dead_letters_total{function=\"creation\",code=\"503\"} 1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "http://creation.isbsvc-system.svc.cluster.local | 503 | creation answered 503: said",
                "http://creation | 404 | creation answered 404: said",
                "http://127.0.0.1:4000/ | 503 | unknown answered 503: said",
                "http://creation.x.svc | - | creation did not answer: said",
                "http://creation.x.svc | -1 | creation did not answer: said",
                "http://creation.x.svc | 503;x | creation did not answer: said",
                "no address | 503 | unknown answered 503: said",
            })
    void areReadWithoutBelievingWhatStrangersSend(String destination, String code, String told) {
        assertThat(letter(destination, code, "said")).hasToString(told);
    }

    @Test
    void areBoundedInWhatTheyQuote() {
        assertThat(letter("http://creation.x.svc", "503", "x".repeat(5000)).said())
                .hasSize(203);
        assertThat(DeadLetter.of(event(Map.of("knativeerrordest", "http://a.b", "knativeerrordata", "no base64!")))
                        .orElseThrow()
                        .said())
                .isEmpty();
        assertThat(DeadLetter.of(event(Map.of()))).isEmpty();
    }

    private static DeadLetter letter(String destination, String code, String said) {
        Map<String, String> extensions = new HashMap<>();
        extensions.put("knativeerrordest", destination);
        Optional.ofNullable(code).ifPresent(text -> extensions.put("knativeerrorcode", text));
        extensions.put("knativeerrordata", Base64.getEncoder().encodeToString(said.getBytes(StandardCharsets.UTF_8)));
        return DeadLetter.of(event(extensions)).orElseThrow();
    }

    private static CloudEvent<byte[]> event(Map<String, String> extensions) {
        return CloudEventBuilder.create()
                .id("1")
                .source("test")
                .type("dev.knative.apiserver.resource.add")
                .extensions(extensions)
                .build(new byte[0], "application/json");
    }
}
