package dev.numaflow.isbsvc.runtime.provisioning;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.Drift;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.yaml.YamlDocuments;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.EmbeddedCluster;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.RunningService;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A service on real servers, an API server, and the look of provisioning, whose clock the test moves. */
final class ServedPipelines implements AutoCloseable {

    static final Names SERVICE = new Names("data", "default");
    static final String BUFFER = "data-simple-pipeline-cat-0";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String GOLDEN = "shared/rendering/src/test/resources/golden/";

    final List<NatsServer> servers;
    final Connection connection;
    final EmbeddedCluster api = EmbeddedCluster.start("data");
    final JetStreamApi streams;
    final Cluster cluster;
    private final ProvisioningLook provisioning;
    private final List<Names> services = new ArrayList<>();
    private Duration ahead = Duration.ZERO;

    private ServedPipelines(List<NatsServer> servers) {
        this.servers = servers;
        this.cluster = new Cluster(api.client());
        serve(SERVICE);
        this.provisioning = TestProvisioning.on(cluster, new Moved());
        this.streams = new NatsAccess(cluster).connect(SERVICE, false);
        this.connection = connected(servers);
    }

    static ServedPipelines on(Path folder, int nodes) {
        return on(folder, nodes, NatsServerBinary.obtain());
    }

    /** @param binary of the servers */
    static ServedPipelines on(Path folder, int nodes, Path binary) {
        return new ServedPipelines(
                nodes == 1
                        ? List.of(NatsServer.start(binary, folder, NatsServerConfig.single("n0")))
                        : NatsCluster.start(binary, folder, nodes, UnaryOperator.identity())
                                .nodes());
    }

    /** One more service, which the same servers are. */
    void serve(Names names) {
        serve(names, streamConfig());
    }

    /** @param streamConfig as it stands in its status */
    void serve(Names names, String streamConfig) {
        services.add(names);
        HostNames.ofThisJvm()
                .point(services, servers.stream().map(NatsServer::address).toList());
        RunningService.create(api, names, servers.size(), streamConfig);
    }

    /** What the status of a service of so many nodes says of its buffers. */
    String streamConfig() {
        return servers.size() == 1 ? RunningService.ONE_REPLICA : RunningService.THREE_REPLICAS;
    }

    private static Connection connected(List<NatsServer> servers) {
        try {
            return Nats.connect(new Options.Builder()
                    .servers(servers.stream().map(NatsServer::url).toArray(String[]::new))
                    .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The service as it is now. */
    LiveService service() {
        JsonNode tree = cluster.get(ObjectRef.of(SERVICE)).orElseThrow();
        return new LiveService(tree, StrictReader.withoutSpec(tree), ControllerConfig.builtIn());
    }

    /** The service, which must be ready now. */
    ReadyService ready() {
        return ReadyService.of(service(), cluster.get(ObjectRef.ofStatefulSet(SERVICE)))
                .orElseThrow();
    }

    OwnedStreams ownedStreams() {
        return new OwnedStreams(streams, OwnerLedger.of(cluster, service()), false);
    }

    /** Lets time pass, for grace periods. */
    void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    JsonNode apply(JsonNode object) {
        ObjectNode fresh = object.deepCopy();
        fresh.withObject("/metadata").remove(List.of("uid", "generation", "resourceVersion"));
        return api.create(fresh.toString());
    }

    Outcome look(JsonNode pipeline) {
        return provisioning.look(new Pointer(EventType.REF_ADD, ObjectRef.of(pipeline)));
    }

    /** As the broker does: what is answered 503 is tried again. */
    Outcome lookUntilDone(JsonNode pipeline) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        failure -> failure instanceof NatsUnavailable || failure instanceof LeaseTaken)
                .until(() -> look(pipeline), Objects::nonNull);
    }

    Outcome lookAfterDeletion(JsonNode pipeline) {
        return provisioning.look(new Pointer(
                EventType.REF_DELETE,
                new ObjectRef(
                        ObjectKind.PIPELINE,
                        "data",
                        pipeline.at("/metadata/name").asText())));
    }

    /** Puts messages into a buffer, and waits until they are stored. */
    void publish(String buffer, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            connection.jetStream().publish(buffer, ("message " + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    long messages(String stream) {
        return streams.stream(stream).orElseThrow().at("/state/messages").asLong();
    }

    /** For whom a stream was made, as its metadata say or the ledger does. */
    Optional<StreamOwner> owner(String stream) {
        JsonNode config = streams.stream(stream).orElseThrow().path("config");
        return StreamOwner.in(OwnerLedger.read(cluster, SERVICE).onto(config));
    }

    List<String> names() {
        return names(streams);
    }

    private static List<String> names(JetStreamApi streams) {
        return streams.streams().stream()
                .map(info -> info.at("/config/name").asText())
                .toList();
    }

    List<String> differencesFrom(String dump) {
        return differences(dump, streams);
    }

    /** Where the servers differ from a dump of what Numaflow has made; what newer servers add is no difference. */
    static List<String> differences(String dump, JetStreamApi streams) {
        List<String> differences = new ArrayList<>();
        Set<String> wanted = new TreeSet<>();
        golden("jetstream/" + dump + ".yaml").properties().forEach(stream -> {
            String name = stream.getKey();
            wanted.add(name);
            compare(name, stream.getValue().path("config"), streams.stream(name), differences);
            stream.getValue()
                    .path("consumers")
                    .properties()
                    .forEach(consumer -> compare(
                            name + " " + consumer.getKey(),
                            consumer.getValue(),
                            streams.consumer(name, consumer.getKey()),
                            differences));
        });
        if (!wanted.equals(new TreeSet<>(names(streams)))) {
            differences.add("there are " + names(streams));
        }
        return differences;
    }

    private static void compare(String what, JsonNode dumped, Optional<JsonNode> live, List<String> differences) {
        live.map(info -> Drift.between(dumped, info.path("config")).map(Drift::toString))
                .orElse(Optional.of("is missing"))
                .ifPresent(difference -> differences.add(what + ": " + difference));
    }

    static JsonNode simplePipeline() {
        return golden("pipelines/simple.yaml");
    }

    static JsonNode golden(String file) {
        try {
            return yaml(Files.readString(Repository.file(GOLDEN + file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        return YamlDocuments.read(text, "a test's object").value().get(0);
    }

    /** A pipeline of a source and some sinks. */
    static JsonNode pipeline(String name, String... sinks) {
        StringBuilder vertices = new StringBuilder();
        StringBuilder edges = new StringBuilder();
        for (String sink : sinks) {
            vertices.append(", {name: %s, sink: {log: {}}}".formatted(sink));
            edges.append(edges.isEmpty() ? "" : ", ").append("{from: in, to: %s}".formatted(sink));
        }
        return yaml(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: %s, namespace: data}
                spec:
                  vertices: [{name: in, source: {generator: {rpu: 5}}}%s]
                  edges: [%s]
                """
                        .formatted(name, vertices, edges));
    }

    @Override
    public void close() throws Exception {
        streams.close();
        connection.close();
        servers.forEach(NatsServer::close);
        api.close();
        HostNames.ofThisJvm().clear();
    }

    private final class Moved extends Clock {

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
