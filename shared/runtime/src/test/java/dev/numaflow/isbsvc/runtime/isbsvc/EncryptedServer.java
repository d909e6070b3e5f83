package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.servers.Loopback;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** The only server of a service on its volume, which is started anew from what stands on the API server, and holds 200 messages. */
final class EncryptedServer implements AutoCloseable {

    static final int MESSAGES = 200;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String STREAM = "orders";

    private final WatchedService service;
    private final Path folder;
    private RenderedServer server;
    private int starts;

    EncryptedServer(WatchedService service, Path folder) {
        this.service = service;
        this.folder = folder;
    }

    /** As the kubelet does for a new pod: it reads what the objects say then. */
    void start() throws IOException {
        close();
        server = RenderedServer.start(service, folder.resolve("start-" + starts++), folder.resolve("volume"));
        answerAgain();
    }

    /** As behind a network that is cut: it runs on, and nobody reaches it. */
    void goSilent() {
        HostNames.ofThisJvm().point(service.names(), List.of(silentAddress()));
    }

    /** Where nobody listens. A name that is unknown for a moment would stay so for ten seconds. */
    static String silentAddress() {
        return Loopback.freeAddress(Loopback.NATS_PORTS);
    }

    void answerAgain() {
        HostNames.ofThisJvm().point(service.names(), List.of(server.address()));
    }

    /** What is written from now on is, by the whole seconds that the API server notes, written after the server was started. */
    static void letTheSecondPass() {
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Awaitility.await().atMost(TIMEOUT).until(() -> Instant.now().isAfter(second.plusSeconds(1)));
    }

    void fill() throws Exception {
        try (Connection connection = connect()) {
            JetStreamManagement streams = connection.jetStreamManagement();
            streams.addStream(
                    StreamConfiguration.builder().name(STREAM).subjects(STREAM).build());
            JetStream stream = connection.jetStream();
            CompletableFuture.allOf(IntStream.range(0, MESSAGES)
                            .mapToObj(i -> stream.publishAsync(STREAM, text(i)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    /** More messages behind those. */
    void store(int messages, int size) throws Exception {
        try (Connection connection = connect()) {
            for (int i = 0; i < messages; i++) {
                connection.jetStream().publish(STREAM, new byte[size]);
            }
        }
    }

    /** How many of the messages can be read byte for byte. */
    int readable() throws Exception {
        try (Connection connection = connect()) {
            JetStreamManagement streams = connection.jetStreamManagement();
            Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(() -> streams.getStreamInfo(STREAM) != null);
            int readable = 0;
            for (int i = 0; i < MESSAGES; i++) {
                if (Arrays.equals(streams.getMessage(STREAM, i + 1L).getData(), text(i))) {
                    readable++;
                }
            }
            return readable;
        }
    }

    private Connection connect() throws IOException, InterruptedException {
        return server.connect(service.secret(service.names().clientSecret()).path("data"));
    }

    static byte[] text(int number) {
        return ("message " + number).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the ConfigMap that pods read has the key. */
    static boolean hasKey(WatchedService service) {
        return service.live(ObjectKind.CONFIG_MAP, service.names().configMap())
                .orElseThrow()
                .at("/data/nats-js")
                .asText()
                .contains("$JS_KEY");
    }

    /** As a person edits it: the key is there if it was not, and the other way round. */
    static void flipKey(TestCluster cluster, WatchedService service, String writer) {
        service.live(ObjectKind.CONFIG_MAP, service.names().configMap()).ifPresent(map -> {
            ObjectNode edited = map.deepCopy();
            String text = map.at("/data/nats-js").asText();
            String other = hasKey(service)
                    ? text.replaceAll("(?m)^\\s*key:? ?.*\\$JS_KEY.*$", "")
                    : text.replaceFirst("(?m)^(\\s*)store_dir", "$1key: \\$JS_KEY\n$1store_dir");
            edited.withObject("data").put("nats-js", other);
            put(cluster, edited, writer);
        });
    }

    /** As a person who writes the text of the configuration anew. */
    static void edit(TestCluster cluster, WatchedService service, UnaryOperator<String> change) {
        ObjectNode edited = service.live(ObjectKind.CONFIG_MAP, service.names().configMap())
                .orElseThrow()
                .deepCopy();
        edited.withObject("data")
                .put("nats-js", change.apply(edited.at("/data/nats-js").asText()));
        put(cluster, edited, "kubectl-edit");
    }

    /** As Numaflow's controller, which writes what it renders over ours, metadata included. */
    static void writeAsNumaflow(TestCluster cluster, WatchedService service) {
        service.live(ObjectKind.STATEFUL_SET, service.names().statefulSet()).ifPresent(set -> {
            ObjectNode edited = set.deepCopy();
            edited.withObject("metadata").putObject("annotations").put("numaflow.numaproj.io/hash", "0");
            edited.withObject("metadata").remove("managedFields");
            put(cluster, edited, "numaflow-controller");
        });
        flipKey(cluster, service, "numaflow-controller");
    }

    private static void put(TestCluster cluster, JsonNode object, String writer) {
        String path = ObjectRef.of(object).path();
        ((ObjectNode) object.path("metadata")).remove("managedFields");
        ((ObjectNode) object.path("metadata")).remove("resourceVersion");
        cluster.client().raw(path + "?fieldManager=" + writer, "PUT", object.toString());
    }

    static String record(WatchedService service) {
        return ObjectMetas.annotation(service.secret(service.names().keySecret()), Annotations.ENCRYPTION);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
