package dev.numaflow.isbsvc.local.broker;

import static dev.numaflow.isbsvc.local.StubFunction.Reply.event;
import static dev.numaflow.isbsvc.local.StubFunction.Reply.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.local.StubFunction;
import dev.numaflow.isbsvc.local.StubFunction.Reply;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.manifests.Installations;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerServerTest {
    private static final String MANIFESTS =
            """
            apiVersion: eventing.knative.dev/v1
            kind: Broker
            metadata: {name: default, namespace: functions}
            ---
            apiVersion: eventing.knative.dev/v1
            kind: Trigger
            metadata: {name: worker, namespace: functions}
            spec:
              broker: default
              filters: [{any: [{exact: {type: work}}, {exact: {type: echo}}]}]
              subscriber: {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: worker}}
              delivery:
                retry: 2
                backoffPolicy: exponential
                backoffDelay: PT0.01S
                timeout: PT5S
                deadLetterSink: {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: grave}}
            """;

    private final StubFunction worker = new StubFunction();
    private final StubFunction grave = new StubFunction();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final List<CloudEvent> recorded = new CopyOnWriteArrayList<>();
    private final Installation installation = Installations.of(MANIFESTS);
    private final BrokerServer broker = BrokerServer.start(
            installation,
            function -> function.name().equals("worker") ? worker.url() : grave.url(),
            recorded::add,
            story::add);
    private final URI url = broker.url(installation.brokers().get(0).reference());

    @AfterEach
    void stop() {
        broker.close();
        worker.close();
        grave.close();
    }

    @Test
    void deliversWhatTheFilterTakesAndNothingElse() throws Exception {
        assertThat(post("other")).isEqualTo(202);
        assertThat(post("work")).isEqualTo(202);
        await().until(() -> worker.received().size() == 1);
        CloudEvent event = worker.received().get(0);
        assertThat(event.getType()).isEqualTo("work");
        assertThat(event.getExtension("kind")).isEqualTo("Thing");
        assertThat(event.getExtension("knativebrokerttl")).isNull();
        assertThat(story).contains("event    other Thing -> nobody", "event    work Thing -> worker");
    }

    @Test
    void takesStructuredEventsToo() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"work\",\"data\":{\"a\":1}}";
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(event))
                .build();
        assertThat(send(request)).isEqualTo(202);
        await().until(() -> worker.received().size() == 1);
        assertThat(new String(worker.received().get(0).getData().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void refusesWhatIsNoEventAndBrokersThatAreNotThere() throws Exception {
        assertThat(send(HttpRequest.newBuilder(url)
                        .POST(BodyPublishers.ofString("x"))
                        .build()))
                .isEqualTo(400);
        assertThat(send(HttpRequest.newBuilder(url.resolve("/functions/other"))
                        .POST(BodyPublishers.noBody())
                        .build()))
                .isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(url).GET().build())).isEqualTo(405);
    }

    @Test
    void refusesAMalformedStructuredEvent() throws Exception {
        for (String malformed :
                List.of("{", "[]", "{\"specversion\":\"1.0\",\"id\":\"1\"}", "{\"specversion\":\"9\"}")) {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/cloudevents+json")
                    .POST(BodyPublishers.ofString(malformed))
                    .build();
            assertThat(send(request)).as(malformed).isEqualTo(400);
        }
    }

    @Test
    void takesAMalformedStructuredReplyForABadGateway() throws Exception {
        worker.answers(new Reply(200, Map.of("Content-Type", "application/cloudevents+json"), "{\"specversion\":"));
        post("work");
        await().until(() -> worker.received().size() == 2);
        assertThat(story).anyMatch(line -> line.contains("answered 502"));
    }

    @Test
    void retriesTransientAnswersAsOftenAsTheTriggerSays() throws Exception {
        worker.answers(status(503), status(429));
        post("work");
        await().until(() -> worker.received().size() == 3);
        assertThat(story).anyMatch(line -> line.contains("answered 503, once more in 10 ms (1 of 2)"));
        assertThat(story).anyMatch(line -> line.contains("answered 429, once more in 20 ms (2 of 2)"));
    }

    @Test
    void doesNotRetryOtherClientErrorsButBuriesThem() throws Exception {
        worker.answers(status(400));
        post("work");
        await().until(() -> grave.received().size() == 1);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void givesTheDeadLetterSinkTheEventAndTheReason() throws Exception {
        worker.answers(new Reply(500, Map.of(), "no"), new Reply(500, Map.of(), "no"), new Reply(500, Map.of(), "no"));
        post("work");
        await().until(() -> grave.received().size() == 1);
        CloudEvent letter = grave.received().get(0);
        assertThat(letter.getType()).isEqualTo("work");
        assertThat(letter.getExtension("knativeerrordest"))
                .isEqualTo(worker.url().toString());
        assertThat(letter.getExtension("knativeerrorcode")).hasToString("500");
        assertThat(letter.getExtension("knativeerrordata")).isEqualTo("bm8=");
    }

    /** As Knative's dispatcher does after a timeout, an answer without words, and one that is no event. */
    @Test
    void givesTheDeadLetterSinkTheBareEventWhereNoWordsCame() throws Exception {
        Reply noEvent = new Reply(200, Map.of(), "done");
        worker.answers(status(400), noEvent, noEvent, noEvent);
        post("work");
        await().until(() -> grave.received().size() == 1);
        post("work");
        await().until(() -> grave.received().size() == 2);
        assertThat(grave.received())
                .allMatch(letter -> letter.getType().equals("work"))
                .allMatch(letter ->
                        letter.getExtensionNames().stream().noneMatch(name -> name.startsWith("knativeerror")));
    }

    @Test
    void takesABodyThatIsNoEventForABadGateway() throws Exception {
        worker.answers(new Reply(200, Map.of(), "done"));
        post("work");
        await().until(() -> worker.received().size() == 2);
        assertThat(story).anyMatch(line -> line.contains("answered 502"));
    }

    @Test
    void publishesRepliesAndEndsALoopOfThem() throws Exception {
        Reply[] endless = new Reply[300];
        Arrays.fill(endless, event("echo"));
        worker.answers(endless);
        post("echo");
        await().until(() -> story.stream().anyMatch(line -> line.startsWith("dropped  echo")));
        assertThat(worker.received()).hasSize(255);
    }

    private int post(String type) throws Exception {
        return send(HttpRequest.newBuilder(url)
                .header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "test")
                .header("ce-type", type)
                .header("ce-kind", "Thing")
                .POST(BodyPublishers.noBody())
                .build());
    }

    private static int send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
