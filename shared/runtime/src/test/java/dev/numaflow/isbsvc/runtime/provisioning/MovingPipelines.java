package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.RunningService;
import dev.numaflow.isbsvc.testkit.TestClock;
import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Services with a server of their own each, in a namespace of their own on a real API server, and the look of provisioning with the
 * rights of its role. Pipelines move between them.
 */
final class MovingPipelines implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final TestCluster api;
    final String namespace = "moving-" + UUID.randomUUID().toString().substring(0, 8);
    private final Path folder;
    private final Path binary;
    private final Map<String, NatsServer> servers = new LinkedHashMap<>();
    final TestClock clock = new TestClock(Instant.now());
    private final ProvisioningReconciler provisioning;

    /** @param api which others use as well */
    MovingPipelines(TestCluster api, Path folder, Path binary) {
        this(api, api.clusterOf("provisioning"), folder, binary);
    }

    /** @param seen by provisioning */
    MovingPipelines(TestCluster api, Cluster seen, Path folder, Path binary) {
        this.api = api;
        this.provisioning = TestProvisioning.on(seen, clock);
        this.folder = folder;
        this.binary = binary;
        api.createNamespace(namespace);
    }

    /** Starts a server, and makes the objects of a service that runs on it. */
    void serve(String service) {
        try {
            servers.put(
                    service,
                    NatsServer.start(
                            binary, Files.createDirectory(folder.resolve(service)), NatsServerConfig.single(service)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> addresses = new LinkedHashMap<>();
        servers.forEach((name, server) -> addresses.put(name, server.address()));
        HostNames.ofThisJvm().pointServices(namespace, addresses);
        RunningService.create(api, names(service), 1, RunningService.ONE_REPLICA);
        // Repair lists what has our labels.
        new ObjectEdit(cluster())
                .write(
                        cluster().get(ObjectRef.ofStatefulSet(names(service))).orElseThrow(),
                        live -> !ObjectMetas.label(live, Labels.COMPONENT).isEmpty(),
                        live -> labelled(live, names(service)));
    }

    private static JsonNode labelled(JsonNode live, Names names) {
        ObjectNode labelled = live.deepCopy();
        Labels.of(names).forEach(labelled.withObject("/metadata/labels")::put);
        return labelled;
    }

    /** As a power loss does. */
    void kill(String service) {
        servers.get(service).kill();
    }

    void restart(String service) {
        servers.get(service).restart();
    }

    /** A Pipeline of a source and a sink on this service, created and looked at. */
    void create(String pipeline, String service) {
        createUnseen(pipeline, service);
        reconcile(pipeline);
    }

    /** The same before anybody has looked. */
    void createUnseen(String pipeline, String service) {
        api.apply(pipeline(pipeline, service).toString());
    }

    /** One whose spec is refused, created and looked at. */
    void createInvalid(String pipeline, String service) {
        ObjectNode object = pipeline(pipeline, service);
        ((ObjectNode) object.at("/spec/vertices/1")).put("partitions", 5_000);
        api.apply(object.toString());
        reconcile(pipeline);
    }

    /** One with so many partitions of its sink, each with one message, created and looked at. */
    void createWide(String pipeline, String service, int partitions) throws Exception {
        ObjectNode object = pipeline(pipeline, service);
        ((ObjectNode) object.at("/spec/vertices/1")).put("partitions", partitions);
        api.apply(object.toString());
        reconcile(pipeline);
        try (Connection connection = connect(service)) {
            for (int i = 0; i < partitions; i++) {
                connection.jetStream().publish(namespace + "-" + pipeline + "-out-" + i, new byte[1]);
            }
        }
    }

    private ObjectNode pipeline(String pipeline, String service) {
        ObjectNode object = (ObjectNode) TestPipelines.pipeline(pipeline, "out");
        ((ObjectNode) object.path("metadata")).put("namespace", namespace);
        ((ObjectNode) object.path("spec")).put("interStepBufferServiceName", service);
        return object;
    }

    /** Changes the live Pipeline and looks at it, as its event has it done. */
    Outcome change(String pipeline, Consumer<ObjectNode> edit) {
        ObjectNode changed = live(ObjectKind.PIPELINE, pipeline).deepCopy();
        edit.accept(changed);
        done(cluster().replace(changed));
        return reconcile(pipeline);
    }

    Outcome move(String pipeline, String service) {
        return change(
                pipeline, object -> ((ObjectNode) object.path("spec")).put("interStepBufferServiceName", service));
    }

    Outcome annotate(String pipeline, String annotation, String value) {
        return change(
                pipeline, object -> object.withObject("/metadata/annotations").put(annotation, value));
    }

    /** As a user does. */
    void editService(String service, Consumer<ObjectNode> edit) {
        ObjectNode changed = live(ObjectKind.ISB_SERVICE, service).deepCopy();
        edit.accept(changed);
        done(cluster().replace(changed));
    }

    void setPhase(String service, String phase) {
        ObjectNode changed = live(ObjectKind.ISB_SERVICE, service).deepCopy();
        ((ObjectNode) changed.path("status")).put("phase", phase);
        done(cluster().replaceStatus(changed));
    }

    void delete(ObjectKind kind, String name) {
        done(cluster().delete(live(kind, name)));
    }

    Outcome reconcile(String pipeline) {
        return provisioning.reconcile(
                new Pointer(EventType.REF_UPDATE, new ObjectRef(ObjectKind.PIPELINE, namespace, pipeline)));
    }

    /** A long time passes, after which everything is looked at again. */
    void muchLater(String pipeline) {
        clock.pass(Duration.ofDays(30));
        reconcile(pipeline);
        reconcile(pipeline);
    }

    void passASecond() {
        pass(Duration.ofSeconds(1));
    }

    void pass(Duration time) {
        clock.pass(time);
    }

    /** The streams on a service, without those of others. */
    List<String> streams(String service, String pipeline) {
        try (JetStreamApi streams = new NatsAccess(cluster()).connect(names(service), false)) {
            return streams.streams().stream()
                    .map(stream -> stream.at("/config/name").asText())
                    .filter(name -> name.contains(namespace + "-" + pipeline))
                    .toList();
        }
    }

    String buffer(String pipeline) {
        return namespace + "-" + pipeline + "-out-0";
    }

    long messages(String service, String pipeline) {
        try (JetStreamApi streams = new NatsAccess(cluster()).connect(names(service), false)) {
            return streams.stream(buffer(pipeline))
                    .orElseThrow()
                    .at("/state/messages")
                    .asLong();
        }
    }

    void publish(String service, String pipeline, int count) throws Exception {
        try (Connection connection = connect(service)) {
            for (int i = 0; i < count; i++) {
                connection.jetStream().publish(buffer(pipeline), ("m" + i).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    void read(String service, String pipeline, int count) throws Exception {
        try (Connection connection = connect(service)) {
            JetStreamSubscription reader = connection
                    .jetStream()
                    .subscribe(null, PullSubscribeOptions.bind(buffer(pipeline), buffer(pipeline)));
            List<Message> messages = reader.fetch(count, LONG);
            assertThat(messages).hasSize(count);
            for (Message message : messages) {
                message.ackSync(LONG);
            }
        }
    }

    private Connection connect(String service) throws Exception {
        return Nats.connect(Options.builder()
                .server(servers.get(service).url())
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build());
    }

    /** The Events about a Pipeline or a service, as reason and message. */
    List<String> events(String name) {
        return api.client().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }

    Names names(String service) {
        return new Names(namespace, service);
    }

    JsonNode live(ObjectKind kind, String name) {
        return cluster().get(new ObjectRef(kind, namespace, name)).orElseThrow();
    }

    private Cluster cluster() {
        return api.cluster();
    }

    static JsonNode done(WriteResult written) {
        assertThat(written).isInstanceOf(WriteResult.Done.class);
        return ((WriteResult.Done) written).object();
    }

    @Override
    public void close() {
        servers.values().forEach(NatsServer::close);
        api.client().namespaces().withName(namespace).delete();
        HostNames.ofThisJvm().clear();
    }
}
