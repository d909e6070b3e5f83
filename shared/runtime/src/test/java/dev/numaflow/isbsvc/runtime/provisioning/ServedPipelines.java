package dev.numaflow.isbsvc.runtime.provisioning;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.RunningService;
import dev.numaflow.isbsvc.testkit.TestClock;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A service on real servers, an API server, and the look of provisioning, whose clock the test moves. */
final class ServedPipelines implements AutoCloseable {

    static final Names SERVICE = new Names("data", "default");
    static final String BUFFER = "data-simple-pipeline-cat-0";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    final List<NatsServer> servers;
    final Connection connection;
    final TestCluster api = TestCluster.in("data");
    final JetStreamApi streams;
    final Cluster cluster;
    private final ProvisioningReconciler provisioning;
    private final List<Names> services = new ArrayList<>();
    private final TestClock clock = new TestClock(Instant.now());

    private ServedPipelines(List<NatsServer> servers) {
        this.servers = servers;
        this.cluster = api.cluster();
        serve(SERVICE);
        this.provisioning = TestProvisioning.on(api.clusterOf("provisioning"), clock);
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
        return LiveService.of(tree, ControllerConfig.builtIn());
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
        clock.pass(time);
    }

    JsonNode apply(JsonNode object) {
        ObjectNode fresh = object.deepCopy();
        fresh.withObject("/metadata").remove(List.of("uid", "generation", "resourceVersion"));
        return api.create(fresh.toString());
    }

    /** Gives the live Pipeline of this name the spec of this one. */
    JsonNode change(JsonNode wanted) {
        ObjectNode changed = cluster.get(ObjectRef.of(wanted)).orElseThrow().deepCopy();
        changed.set("spec", wanted.path("spec"));
        return api.replace(changed);
    }

    Outcome reconcile(JsonNode pipeline) {
        clock.pass(Duration.ofMillis(1));
        return provisioning.reconcile(new Pointer(EventType.REF_ADD, ObjectRef.of(pipeline)));
    }

    /** The event of a service that has just begun to serve. */
    Outcome becomesReady() {
        return provisioning.reconcile(new Pointer(EventType.READY, ObjectRef.of(SERVICE)));
    }

    /** Whether a look is answered other than with 503, after which the broker tries again. */
    boolean isReconciled(JsonNode pipeline) {
        try {
            reconcile(pipeline);
            return true;
        } catch (NatsUnavailable | LeaseTaken passing) {
            return false;
        }
    }

    /** As the broker does: what is answered 503 is tried again. */
    Outcome reconcileUntilDone(JsonNode pipeline) {
        return await().atMost(TIMEOUT)
                .ignoreExceptionsMatching(
                        failure -> failure instanceof NatsUnavailable || failure instanceof LeaseTaken)
                .until(() -> reconcile(pipeline), Objects::nonNull);
    }

    Outcome reconcileAfterDeletion(JsonNode pipeline) {
        return provisioning.reconcile(new Pointer(
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
        return GoldenDump.names(streams);
    }

    List<String> differencesFrom(String dump) {
        return GoldenDump.of(dump).differencesOf(streams);
    }

    @Override
    public void close() throws Exception {
        streams.close();
        connection.close();
        servers.forEach(NatsServer::close);
        api.close();
        HostNames.ofThisJvm().clear();
    }
}
