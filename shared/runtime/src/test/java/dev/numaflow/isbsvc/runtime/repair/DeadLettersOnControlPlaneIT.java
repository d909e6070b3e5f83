package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventAttributes;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the real API server, with the rights of `repair`. */
class DeadLettersOnControlPlaneIT {

    private static TestCluster cluster;

    private final Pointer service =
            new Pointer(EventType.RESOURCE_ADD, new ObjectRef(ObjectKind.ISB_SERVICE, cluster.namespace(), "n"));
    private final Cluster repair = cluster.clusterOf("repair");
    private final DeadLetterCount count = new DeadLetterCount(new RepairLease(repair, TestCluster.SYSTEM));
    private final TestClock clock = new TestClock(Instant.parse("2026-11-28T12:00:10Z"));
    private final DeadLetters deadLetters = new DeadLetters(objects(), new EventRecorder(repair, clock, "test"), count);

    private OwnObjects objects() {
        return new OwnObjects(
                repair, new ControllerConfigSource(repair, TestBeans.of(repair).recorder(), TestCluster.CONTROLLER));
    }

    @BeforeAll
    static void open() {
        cluster = new TestCluster();
    }

    @AfterEach
    void clear() {
        cluster.clear(ObjectKind.ISB_SERVICE, ObjectKind.SECRET, ObjectKind.CONFIG_MAP, ObjectKind.EVENT);
        cluster.cluster()
                .get(new ObjectRef(ObjectKind.LEASE, TestCluster.SYSTEM, "isbsvc-repair"))
                .ifPresent(cluster.cluster()::delete);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void areReportedOnTheObjectInNoWordsOfTheSender() {
        cluster.apply(cluster.service("n", "{version: latest}"));

        deadLetters.record(
                service, letter("http://creation.isbsvc-system.svc.cluster.local", "503", "click on http://evil\n"));

        assertThat(events())
                .containsExactly("n EventUndelivered: an event of type dev.knative.apiserver.resource.add could not be"
                        + " handled: creation answered 503");
    }

    /** Knative's dispatcher writes nothing into the letter after a timeout, or an answer that is no event. */
    @Test
    void areReportedAndCountedThoughTheBrokerSaysNothingOfTheFunction() {
        cluster.apply(cluster.service("n", "{version: latest}"));

        deadLetters.record(service, DeadLetter.of(event(Map.of())));

        assertThat(events())
                .containsExactly("n EventUndelivered: an event of type dev.knative.apiserver.resource.add could not be"
                        + " handled: a function did not answer");
        assertThat(count.exposition()).endsWith("isbsvc_dead_letters_total{function=\"unknown\",code=\"none\"} 1\n");
    }

    @Test
    void areReportedOnceAMinuteHoweverManyComeAndWhateverTheySay() {
        cluster.apply(cluster.service("n", "{version: latest}"));
        cluster.apply(cluster.service("m", "{version: latest}"));

        for (int i = 0; i < 30; i++) {
            deadLetters.record(
                    service, letter("http://" + (i % 2 == 0 ? "creation" : "update"), "50" + i % 5, "said " + i));
            deadLetters.record(about(ObjectKind.ISB_SERVICE, "m"), letter("http://update", "503", "said " + i));
        }
        assertThat(events()).hasSize(2);

        clock.pass(Duration.ofSeconds(60));
        deadLetters.record(service, letter("http://update", "503", ""));
        assertThat(events()).hasSize(3);
    }

    @Test
    void areReportedOnTheServiceWhereItsChildIsGone() {
        cluster.apply(cluster.service("n", "{version: latest}"));

        deadLetters.record(about(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config"), letter("http://update", "503", ""));

        assertThat(events()).singleElement(STRING).startsWith("n EventUndelivered");
    }

    /** Whoever makes an object under the name of a child of ours is told nothing. */
    @Test
    void areReportedOnTheServiceWhereItsChildIsSomebodyElses() {
        cluster.apply(cluster.service("n", "{version: latest}"));
        cluster.apply(child(cluster.namespace(), "ConfigMap", "isbsvc-n-js-config", "somebody"));

        deadLetters.record(about(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config"), letter("http://update", "503", ""));

        assertThat(events()).singleElement(STRING).startsWith("n EventUndelivered");
    }

    @Test
    void areReportedAboutNothingThatIsNotOurs() {
        cluster.apply(child(cluster.namespace(), "Secret", "isbsvc-n-js-server", "somebody"));
        cluster.apply(cluster.service("other", "{version: latest}")
                .replace("{name: other,", "{annotations: {numaflow.numaproj.io/instance: theirs}, name: other,"));

        List.of(
                        about(ObjectKind.SECRET, "isbsvc-n-js-server"),
                        about(ObjectKind.CONFIG_MAP, "kube-root-ca.crt"),
                        about(ObjectKind.ISB_SERVICE, "other"),
                        about(ObjectKind.SECRET, "isbsvc-other-js-server"),
                        about(ObjectKind.NAMESPACE, cluster.namespace()),
                        about(ObjectKind.LEASE, "isbsvc-n-js"),
                        about(ObjectKind.EVENT, "n"))
                .forEach(pointer -> deadLetters.record(pointer, letter("http://update", "503", "")));

        assertThat(events()).isEmpty();
        assertThat(count.exposition()).endsWith("{function=\"update\",code=\"503\"} 7\n");
    }

    @Test
    void areCountedByFunctionAndCodeForPrometheus() {
        assertThat(count.exposition()).doesNotContain("{");
        deadLetters.record(service, letter("http://creation.isbsvc-system.svc.cluster.local", "503", ""));
        deadLetters.record(service, letter("http://creation.isbsvc-system.svc.cluster.local", "503", ""));
        deadLetters.record(service, letter("http://update.isbsvc-system.svc.cluster.local", null, ""));

        // By another process of repair: the first one sleeps.
        assertThat(new DeadLetterCount(new RepairLease(repair, TestCluster.SYSTEM)).exposition())
                .isEqualTo(
                        """
                        # HELP isbsvc_dead_letters_total Events that no function could handle.
                        # TYPE isbsvc_dead_letters_total counter
                        isbsvc_dead_letters_total{function="creation",code="503"} 2
                        isbsvc_dead_letters_total{function="update",code="none"} 1
                        """);
    }

    @Test
    void ofStrangersAddNoLabel() {
        for (int i = 0; i < 60; i++) {
            count.add(letter("http://stranger-" + i, "" + (100 + i), ""));
        }

        assertThat(count.exposition().lines()).hasSize(2 + 1);
        assertThat(count.exposition()).endsWith("{function=\"unknown\",code=\"other\"} 60\n");
    }

    @Test
    void thatComeAtOnceAreAllCounted() {
        BoundedParallel<Integer> counted =
                BoundedParallel.each(IntStream.range(0, 40).boxed().toList(), 20, i -> {
                    count.add(letter("http://update", "503", ""));
                    return i;
                });

        counted.throwFirstFailure();
        assertThat(count.exposition()).endsWith("{function=\"update\",code=\"503\"} 40\n");
    }

    @Test
    void knowTheNamesOfAllFunctions() throws IOException {
        try (Stream<Path> folders = Files.list(Repository.file("functions"))) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                            .map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(DeadLetter.FUNCTIONS);
        }
    }

    @Test
    void areCountedFromZeroWhereTheAnnotationCannotBeRead() {
        count.add(new DeadLetter("creation", "503"));
        editTheCounts("{\"creation 503\": 5");

        count.add(new DeadLetter("creation", "503"));

        assertThat(counted()).containsExactly("{function=\"creation\",code=\"503\"} 1");
    }

    @Test
    void areCountedOnWhereTheAnnotationWasEditedByHand() {
        count.add(new DeadLetter("creation", "503"));
        editTheCounts("{\"creation 503\": 7, \"a\\\"}x 1\": 5, \"update 404\": \"many\", \"stranger 200\": 2}");

        count.add(new DeadLetter("creation", "503"));

        assertThat(counted())
                .containsExactly("{function=\"creation\",code=\"503\"} 8", "{function=\"unknown\",code=\"other\"} 2");
    }

    private void editTheCounts(String counts) {
        ObjectNode edited = ObjectMetas.of(cluster.cluster()
                .get(new ObjectRef(ObjectKind.LEASE, TestCluster.SYSTEM, "isbsvc-repair"))
                .orElseThrow());
        edited.withObject("/metadata/annotations").put(Annotations.DEAD_LETTERS, counts);
        assertThat(cluster.cluster().replace(edited)).isInstanceOf(WriteResult.Done.class);
    }

    private List<String> counted() {
        return count.exposition()
                .lines()
                .filter(line -> line.startsWith(DeadLetterCount.METRIC + "{"))
                .map(line -> line.substring(DeadLetterCount.METRIC.length()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "http://creation.isbsvc-system.svc.cluster.local | 503 | creation answered 503",
                "http://creation | 404 | creation answered 404",
                "http://127.0.0.1:4000/ | 503 | a function answered 503",
                "http://stranger.x.svc | 503 | a function answered 503",
                "http://creation.x.svc | - | creation did not answer",
                "http://creation.x.svc | -1 | creation did not answer",
                "http://creation.x.svc | 503;x | creation answered other",
                "no address | 503 | a function answered 503",
            })
    void areReadWithoutBelievingWhatStrangersSend(String destination, String code, String reported) {
        assertThat(letter(destination, code, "said")).hasToString(reported);
    }

    private List<String> events() {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .map(event -> event.getInvolvedObject().getName() + " " + event.getReason() + ": " + event.getMessage())
                .toList();
    }

    private static Pointer about(ObjectKind kind, String name) {
        return new Pointer(EventType.REF_UPDATE, new ObjectRef(kind, cluster.namespace(), name));
    }

    static String child(String namespace, String kind, String name, String owner) {
        return """
                apiVersion: v1
                kind: %s
                metadata:
                  name: %s
                  namespace: %s
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: n, uid: %s, controller: true}
                """
                .formatted(kind, name, namespace, owner);
    }

    private static DeadLetter letter(String destination, String code, String message) {
        Map<String, String> extensions = new HashMap<>();
        extensions.put("knativeerrordest", destination);
        Optional.ofNullable(code).ifPresent(text -> extensions.put("knativeerrorcode", text));
        extensions.put(
                "knativeerrordata", Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8)));
        return DeadLetter.of(event(extensions));
    }

    private static EventAttributes event(Map<String, String> extensions) {
        return new EventAttributes("dev.knative.apiserver.resource.add", null, extensions);
    }
}
