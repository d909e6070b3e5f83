package dev.numaflow.isbsvc.runtime.repair;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.health.TestPods;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.Finalizers;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.servers.StreamFiles;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;

/**
 * A service with a Pipeline on real servers and the real API server, whose streams are set back under their consumers. Each has names of
 * its own, so that several run at the same time: most of the time they wait for elections.
 */
final class AheadService implements AutoCloseable {

    /** As long as three servers that have just met may take one of them for lost. */
    private static final Duration LONG = Duration.ofSeconds(150);

    private final TestCluster cluster;
    private final Path folder;
    private final Names names;
    private final List<NatsServer> servers;
    private final String retention;

    private AheadService(TestCluster cluster, Path folder, Names names, String retention, List<NatsServer> servers) {
        this.retention = retention;
        this.cluster = cluster;
        this.folder = folder;
        this.names = names;
        this.servers = servers;
        HostNames.ofThisJvm()
                .add(names, servers.stream().map(NatsServer::address).toList());
    }

    /** @param name which no other has */
    static AheadService on(TestCluster cluster, Path folder, String name, int nodes, Path binary) {
        return on(cluster, folder, name, nodes, binary, "limits");
    }

    /** The same with this retention of its streams. */
    static AheadService on(TestCluster cluster, Path folder, String name, int nodes, Path binary, String retention) {
        Names names = cluster.names(name);
        UnaryOperator<NatsServerConfig> named = config -> named(names, config);
        return new AheadService(
                cluster,
                folder,
                names,
                retention,
                nodes == 1
                        ? List.of(NatsServer.start(
                                binary, folder.resolve("n0"), named.apply(NatsServerConfig.single("n0"))))
                        : NatsCluster.start(binary, folder, nodes, named).nodes());
    }

    /** With the name of its pod, as the manifests name it. */
    private static NatsServerConfig named(Names names, NatsServerConfig config) {
        int ordinal = Integer.parseInt(config.name().substring(1));
        return new NatsServerConfig(names.pod(ordinal), config.address(), config.routes(), config.extra());
    }

    /** The only buffer of its Pipeline, which has its name. */
    String buffer() {
        return names.namespace() + "-" + names.isbsvcName() + "-out-0";
    }

    /** Deploys the service with a Pipeline, whose buffer is there then. */
    void deploy() {
        cluster.apply(cluster.service(
                names.isbsvcName(),
                "{version: latest, replicas: %d, bufferConfig: 'stream: {retention: %s}'}"
                        .formatted(servers.size(), retention)));
        TestBeans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("deployed");
        });
        useTheServersOfTheTest();
        soon().until(new TestPods(cluster.cluster(), names)::areRolledOut);
        evaluateHealth();
        cluster.apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  interStepBufferServiceName: %1$s
                  vertices:
                  - {name: in, source: {generator: {rpu: 5}}}
                  - {name: out, sink: {log: {}}}
                  edges: [{from: in, to: out}]
                """
                        .formatted(names.isbsvcName(), names.namespace()));
        provision();
    }

    /** Whatever is so at once costs no wait. */
    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).atMost(LONG);
    }

    /** The real controller makes the pods, and may be writing one at this moment. */
    private void useTheServersOfTheTest() {
        ObjectNode secret =
                cluster.live(ObjectKind.SECRET, names.clientSecret()).deepCopy();
        secret.withObject("/data")
                .put(Keys.CLIENT_USER, RepairAtRest.base64(NatsServerConfig.CLIENT_USER))
                .put(Keys.CLIENT_PASSWORD, RepairAtRest.base64(NatsServerConfig.CLIENT_PASSWORD));
        cluster.cluster().replace(secret);
    }

    /** As the broker does: what is answered 503 is tried again. */
    Outcome evaluateHealth() {
        Cluster api = cluster.clusterOf("health");
        TestBeans beans = TestBeans.of(api);
        HealthReconciler health = new HealthReconciler(
                beans.services(),
                new ServiceHealth(api, new ServerReports(new Monitoring()), Clock.systemUTC()),
                beans.status());
        return soon().ignoreException(NatsUnavailable.class)
                .until(() -> health.reconcile(new Pointer(EventType.DEPLOYED, ObjectRef.of(names))), message -> true);
    }

    Outcome provision() {
        Cluster api = cluster.clusterOf("provisioning");
        return soon().ignoreException(NatsUnavailable.class)
                .until(
                        () -> TestProvisioning.on(api).reconcile(new Pointer(EventType.READY, ObjectRef.of(names))),
                        message -> true);
    }

    /** What repair would send about the service, and why. */
    List<String> tick() {
        return new ResyncScan(cluster.clusterOf("repair"), new ServerReports(new Monitoring()), Clock.systemUTC())
                .of(new ControllerConfigSource.Reading(ControllerConfig.builtIn(), List.of())).missed().stream()
                        .map(MissedEvent::toString)
                        .filter(missed -> missed.contains("/" + names.isbsvcName() + ": "))
                        .toList();
    }

    /** Whether it is counted among those whose consumers are ahead. */
    boolean isCounted() {
        return new ConsumersAheadCount(cluster.clusterOf("repair"))
                .exposition()
                .contains("\nisbsvc_consumers_ahead{isbsvc_namespace=\"" + names.namespace() + "\",isbsvc=\""
                        + names.isbsvcName() + "\"} 1\n");
    }

    Condition condition() {
        return StrictReader.withoutSpec(cluster.live(ObjectKind.ISB_SERVICE, names.isbsvcName()))
                .status()
                .condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                .orElseThrow();
    }

    /** Those of the service and of its Pipeline, which have one name. */
    List<String> events() {
        return cluster.cluster().list(ObjectKind.EVENT, names.namespace()).stream()
                .filter(reported -> reported.at("/involvedObject/name").asText().equals(names.isbsvcName()))
                .map(reported -> reported.path("reason").asText() + " "
                        + reported.path("message").asText())
                .toList();
    }

    /**
     * Stops all servers, and starts them again on what is made of their files meanwhile. They end in order, so that everything they
     * know is in their files: what an unclean stop takes of it is the test's to say, and no matter of luck.
     */
    void whileStopped(Runnable meanwhile) {
        servers.parallelStream().forEach(NatsServer::stop);
        meanwhile.run();
        servers.forEach(server -> server.begin(server.config()));
        servers.forEach(NatsServer::awaitHealthy);
    }

    /** What is seen from now on is, by the whole seconds of a status, seen after the servers were started. */
    static void letTheSecondPass() {
        Instant next = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        await().atMost(LONG).until(() -> !Instant.now().isBefore(next));
    }

    StreamFiles streamFiles() {
        return StreamFiles.copy(servers, folder.resolve("copy"));
    }

    Connection connect() throws Exception {
        return Nats.connect(new Options.Builder()
                .servers(servers.stream().map(NatsServer::url).toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build());
    }

    /** Stores messages; each is tried until the buffer has a leader that takes it. */
    void publish(Connection nats, String kind, int count) {
        for (int i = 0; i < count; i++) {
            byte[] body = (kind + " " + i).getBytes(StandardCharsets.UTF_8);
            soon().ignoreExceptions().until(() -> nats.jetStream().publish(buffer(), body) != null);
        }
    }

    /** All that the consumer gives now, once it has a leader; the first {@code acknowledged} of them are acknowledged. */
    List<String> read(Connection nats, int atLeast, int acknowledged) throws Exception {
        JetStreamSubscription reader = soon().ignoreExceptions()
                .until(
                        () -> nats.jetStream().subscribe(null, PullSubscribeOptions.bind(buffer(), buffer())),
                        Objects::nonNull);
        List<String> bodies = new ArrayList<>();
        soon().until(() -> {
            for (Message message : reader.fetch(500, Duration.ofMillis(500))) {
                bodies.add(new String(message.getData(), StandardCharsets.UTF_8));
                if (bodies.size() <= acknowledged) {
                    message.ackSync(Duration.ofSeconds(5));
                }
            }
            return bodies.size() >= atLeast;
        });
        reader.unsubscribe();
        return bodies;
    }

    /** How far the consumer is beyond the end of its stream. */
    long ahead(Connection nats) {
        return soon().ignoreExceptions()
                .until(
                        () -> {
                            ConsumerInfo consumer = nats.jetStreamManagement().getConsumerInfo(buffer(), buffer());
                            return consumer.getDelivered().getStreamSequence()
                                    - nats.jetStreamManagement()
                                            .getStreamInfo(buffer())
                                            .getStreamState()
                                            .getLastSequence();
                        },
                        ahead -> true);
    }

    @Override
    public void close() {
        servers.forEach(NatsServer::close);
        HostNames.ofThisJvm().remove(names);
        JsonNode service = cluster.live(ObjectKind.ISB_SERVICE, names.isbsvcName());
        new Finalizers(cluster.cluster()).remove(service);
        cluster.cluster().delete(cluster.live(ObjectKind.PIPELINE, names.isbsvcName()));
        cluster.cluster().get(ObjectRef.of(names)).ifPresent(cluster.cluster()::delete);
    }
}
