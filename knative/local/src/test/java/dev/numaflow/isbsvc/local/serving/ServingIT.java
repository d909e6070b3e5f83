package dev.numaflow.isbsvc.local.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.numaflow.isbsvc.local.manifests.FunctionService;
import dev.numaflow.isbsvc.local.manifests.Installations;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingIT {
    private static final String SERVICE =
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata:
              name: test
              namespace: functions
              labels: {networking.knative.dev/visibility: cluster-local}
            spec:
              template:
                metadata:
                  annotations:
                    autoscaling.knative.dev/max-scale: "1"
                    autoscaling.knative.dev/window: 300ms
                spec:
                  serviceAccountName: test
                  containerConcurrency: 2
                  timeoutSeconds: 20
                  containers:
                    - image: isbsvc/test
                      env: []
                      resources: {limits: {memory: 64Mi}}
            """;
    private static final Reference TEST = new Reference("serving.knative.dev/v1", "Service", "functions", "test");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private Serving serving;

    @BeforeEach
    void start() {
        serving = Serving.start(
                Installations.of(SERVICE).functions(), this::launch, folder, story::add, changes::incrementAndGet);
    }

    @AfterEach
    void stop() {
        serving.close();
    }

    @Test
    void startsAProcessOnTheFirstRequestOnlyAndStopsItWhenIdle() throws Exception {
        assertThat(state())
                .extracting(Serving.State::replicas, Serving.State::starts)
                .containsExactly(0, 0);
        String pid = send("first").body();
        assertThat(send("second").body()).isEqualTo(pid);
        assertThat(state())
                .extracting(Serving.State::replicas, Serving.State::starts)
                .containsExactly(1, 1);
        await().until(serving::asleep);
        assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(send("third").body()).isNotEqualTo(pid);
        assertThat(state().starts()).isEqualTo(2);
        await().untilAtomic(changes, greaterThanOrEqualTo(3));
    }

    @Test
    void holdsRequestsThatComeTogetherForOneColdStart() {
        List<CompletableFuture<HttpResponse<String>>> requests = IntStream.range(0, 6)
                .mapToObj(i -> http.sendAsync(request("together"), BodyHandlers.ofString()))
                .toList();
        assertThat(requests.stream().map(request -> request.join().body()).distinct())
                .hasSize(1);
        assertThat(state().starts()).isEqualTo(1);
    }

    @Test
    void answersBadGatewayForACrashAndStartsAgainOnTheNextRequest() throws Exception {
        assertThat(send("crash").statusCode()).isEqualTo(502);
        await().until(() -> story.stream().anyMatch(line -> line.startsWith("crashed  test ended with exit code 3")));
        assertThat(send("after").statusCode()).isEqualTo(200);
        assertThat(state().starts()).isEqualTo(2);
    }

    @Test
    void reportsWhatWasAnsweredHowColdAndWhatTheFunctionSaidItDid() throws Exception {
        send("work");
        send("more");
        assertThat(story).contains("           test: did work").noneMatch(line -> line.contains("framework"));
        assertThat(story)
                .anyMatch(line -> line.matches(
                        "answer   test took work: 200 in \\d+ ms \\(cold, up in \\d+ ms\\), replied done"));
        assertThat(story).anyMatch(line -> line.matches("answer   test took more: 200 in \\d+ ms \\(warm\\), .*"));
    }

    @Test
    void leavesNoProcessBehindWhenClosed() throws Exception {
        long pid = Long.parseLong(send("first").body());
        serving.close();
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private Serving.State state() {
        return serving.states().get("test");
    }

    private HttpResponse<String> send(String type) throws Exception {
        return http.send(request(type), BodyHandlers.ofString());
    }

    private HttpRequest request(String type) {
        return HttpRequest.newBuilder(serving.url(TEST))
                .header("ce-type", type)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private Instance launch(FunctionService function) {
        int port = freePort();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                List.of(java, "-XX:TieredStopAtLevel=1", "-cp", "target/test-classes", TestFunction.class.getName());
        ChildProcess process = ChildProcess.start(new ChildProcess.Command(
                command,
                Map.of("PORT", Integer.toString(port)),
                true,
                Path.of("").toAbsolutePath(),
                folder.resolve("test.log")));
        return new ProcessInstance(process, port);
    }

    private static int freePort() {
        try {
            return FreePorts.one();
        } catch (IOException exhausted) {
            throw new UncheckedIOException(exhausted);
        }
    }
}
