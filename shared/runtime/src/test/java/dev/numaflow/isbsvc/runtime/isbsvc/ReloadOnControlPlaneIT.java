package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.ReloadEvaluator;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
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
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A value that is reloaded, on the real API server with the rights of `health` and with three real servers: the event of the ConfigMap is
 * delivered as its Trigger says, and the clock of `health` goes with it.
 */
class ReloadOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int NODES = 3;
    private static final int PAYLOAD = 2_000_000;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private NatsCluster nats;
    private WatchedService service;
    private ControlPlaneService user;

    @BeforeEach
    void serve(TestInfo test) {
        String namespace = "reload-" + Math.floorMod(test.getDisplayName().hashCode(), 100_000);
        service = WatchedService.create(
                cluster, namespace, "{version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}");
        user = new ControlPlaneService(cluster, service);
        nats = NatsCluster.start(folder, NODES, this::named);
        reachAll();
        IntStream.range(0, NODES).forEach(user::podIsReady);
        delivered(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(service.names())), Duration.ZERO);
        assertThat(service.phase()).isEqualTo("Running");
        EncryptedServer.letTheSecondPass();
    }

    @AfterEach
    void close() {
        nats.close();
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @Test
    void aServerThatIsNotSignalledIsNamedByTheLastDeliveryWhichIsAnswered() throws Exception {
        Pointer event = reload(0, 2);

        List<Duration> deliveries = deliveries();
        for (Duration later : deliveries.subList(0, deliveries.size() - 1)) {
            assertThat(delivered(event, later)).as("after %s", later).isEmpty();
            assertThat(service.message()).isEmpty();
        }
        Optional<Outcome> last = delivered(event, deliveries.get(deliveries.size() - 1));

        assertThat(last).hasValueSatisfying(outcome -> assertThat(((Outcome.Reply) outcome).type())
                .isEqualTo(EventType.DEGRADED));
        assertThat(service.message())
                .contains("ConfigurationNotTaken: isbsvc-n-js-1 runs with max_payload 1048576", "instead of 2000000")
                .contains("container main", "container reloader")
                .doesNotContain("isbsvc-n-js-0", "isbsvc-n-js-2");
        assertThat(service.phase()).isEqualTo("Running");
        assertThat(user.events())
                .filteredOn(text -> text.startsWith("Degraded: ConfigurationNotTaken: isbsvc-n-js-1"))
                .hasSize(1);

        signal(1);
        runsWithIt(NODES);
        assertThat(delivered(event, Duration.ofMinutes(4))).containsInstanceOf(Outcome.Done.class);
        assertThat(service.message()).isEmpty();
    }

    @Test
    void whereAllTakeItTheEventIsAnsweredThenAndNothingIsReported() throws Exception {
        Pointer event = reload();
        assertThat(delivered(event, Duration.ZERO)).isEmpty();

        IntStream.range(0, NODES).forEach(this::signal);
        runsWithIt(NODES);

        assertThat(delivered(event, Duration.ofSeconds(63))).containsInstanceOf(Outcome.Done.class);
        assertThat(delivered(event, Duration.ofSeconds(127)))
                .as("delivered once more")
                .containsInstanceOf(Outcome.Done.class);
        assertThat(service.message()).isEmpty();
        assertThat(user.events()).noneMatch(text -> text.startsWith("Degraded"));
    }

    /** As behind a network that is cut between us and it: its peers have it, and its pod is ready. */
    @Test
    void aServerThatDoesNotAnswerIsAwaitedAndNamedByTheLastDelivery() throws Exception {
        Pointer event = reload(0, 1, 2);
        int silent = follower();
        String name = service.names().pod(silent);
        reachAllBut(silent);
        assertThat(delivered(event, Duration.ofSeconds(63))).as("awaited").isEmpty();
        assertThat(service.message()).isEmpty();

        Optional<Outcome> last = delivered(event, Duration.ofSeconds(127));

        assertThat(last).hasValueSatisfying(outcome -> assertThat(((Outcome.Reply) outcome).type())
                .isEqualTo(EventType.DEGRADED));
        assertThat(service.message())
                .contains("ConfigurationNotTaken: " + name + " does not answer, so whether it has taken the"
                        + " configuration is not known: look ")
                .doesNotContain(others(silent));
        assertThat(service.phase()).isEqualTo("Running");
        assertThat(user.events())
                .filteredOn(text -> text.startsWith("Degraded: ConfigurationNotTaken: " + name + " does not answer"))
                .hasSize(1);
        assertThat(delivered(event, Duration.ofDays(1))).as("still silent").containsInstanceOf(Outcome.Done.class);
        assertThat(service.message()).contains(name + " does not answer");

        reachAll();
        assertThat(delivered(event, Duration.ofDays(1))).containsInstanceOf(Outcome.Done.class);
        assertThat(service.message()).isEmpty();

        reachAllBut(follower());
        delivered(event, Duration.ofDays(2));
        assertThat(service.message()).as("the silence of a moment, long after").doesNotContain("ConfigurationNotTaken");
    }

    /** The value says nothing of it: somebody gave that to the server by hand, before. */
    @Test
    void aServerThatRunsWithTheValueAndHasLoadedNothingSinceIsNamedByTheTime() throws Exception {
        signal(1);
        runsWithIt(1);
        Instant loaded = Instant.now();
        Awaitility.await().atMost(TIMEOUT).until(() -> Instant.now()
                .isAfter(loaded.plus(ReloadEvaluator.SKEW).plusSeconds(2)));
        user.wishForPayload(PAYLOAD);
        Pointer event = configChanged();
        signal(0);
        signal(2);
        runsWithIt(NODES);

        assertThat(delivered(event, Duration.ofSeconds(63))).as("awaited").isEmpty();
        assertThat(delivered(event, Duration.ofSeconds(127))).isPresent();

        assertThat(service.message())
                .contains("ConfigurationNotTaken: isbsvc-n-js-1 has not loaded its configuration since ")
                .doesNotContain("max_payload", "isbsvc-n-js-0", "isbsvc-n-js-2");
    }

    /** Nothing on the one that takes its place tells what servers ran with. */
    @Test
    void aChangeThatComesWithAConfigMapThatWasLostIsVerifiedToo() throws Exception {
        service.live(ObjectKind.CONFIG_MAP, service.names().configMap()).ifPresent(cluster.cluster()::delete);

        Pointer event = reload(0, 2);

        assertThat(delivered(event, Duration.ofSeconds(127))).isPresent();
        assertThat(service.message())
                .contains("ConfigurationNotTaken: isbsvc-n-js-1 runs with max_payload 1048576", "instead of 2000000");
    }

    /** Each generation marks the ConfigMap, and that is an event as well. */
    @Test
    void anEventOfAConfigMapThatSaysWhatItSaidIsAnsweredAtOnce() {
        user.wishForPayload(1_048_576);

        assertThat(delivered(configChanged(), Duration.ZERO)).containsInstanceOf(Outcome.Done.class);
    }

    private Pointer reload(int... signalled) {
        user.wishForPayload(PAYLOAD);
        Pointer event = configChanged();
        IntStream.of(signalled).forEach(this::signal);
        runsWithIt(signalled.length);
        return event;
    }

    /** A leader that does not answer is another matter. */
    private int follower() {
        String leader = new ServerReports(new Monitoring())
                .of(service.names(), NODES)
                .get(0)
                .leader();
        return service.names().pod(0).equals(leader) ? 1 : 0;
    }

    private List<String> others(int ordinal) {
        return IntStream.range(0, NODES)
                .filter(other -> other != ordinal)
                .mapToObj(service.names()::pod)
                .toList();
    }

    private void reachAll() {
        reachAllBut(-1);
    }

    private void reachAllBut(int silent) {
        HostNames.ofThisJvm()
                .point(
                        service.names(),
                        IntStream.range(0, NODES)
                                .mapToObj(node -> node == silent
                                        ? EncryptedServer.silentAddress()
                                        : nats.node(node).address())
                                .toList());
    }

    private Pointer configChanged() {
        ObjectRef config = new ObjectRef(
                ObjectKind.CONFIG_MAP,
                service.names().namespace(),
                service.names().configMap());
        return new Pointer(EventType.REF_UPDATE, config, Optional.of(Instant.now()));
    }

    private void signal(int ordinal) {
        NatsServer server = nats.node(ordinal);
        server.reload(server.config().with("max_payload: " + PAYLOAD));
    }

    private void runsWithIt(int servers) {
        ServerReports reports = new ServerReports(new Monitoring());
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> reports.runs(service.names(), NODES).stream()
                                .filter(run -> run.maxPayload() == PAYLOAD)
                                .count()
                        == servers);
    }

    /** What `health` answers so much later; empty where it asks for another delivery. */
    private Optional<Outcome> delivered(Pointer event, Duration later) {
        Cluster health = cluster.clusterOf("health");
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        TestBeans beans = TestBeans.of(health, clock);
        ServiceHealth serviceHealth = new ServiceHealth(health, later(later), clock);
        try {
            return Optional.of(new HealthReconciler(beans.services(), serviceHealth, beans.status()).reconcile(event));
        } catch (NatsUnavailable awaited) {
            assertThat(awaited.isExpected()).as("one line of INFO").isTrue();
            return Optional.empty();
        }
    }

    /** The clocks of the servers go with that of `health`. */
    private static ServerReports later(Duration later) {
        return new ServerReports(new Monitoring()) {
            @Override
            public List<ServerRun> runs(Names names, int replicas) {
                return super.runs(names, replicas).stream()
                        .map(run -> new ServerRun(
                                run.name(),
                                run.started(),
                                run.loaded(),
                                run.maxPayload(),
                                run.asked().map(time -> time.plus(later))))
                        .toList();
            }
        };
    }

    /** When the Trigger has the event delivered. */
    private static List<Duration> deliveries() throws IOException {
        JsonNode delivery =
                YamlDocuments.read(Files.readString(Repository.file("triggers/health.yaml")), "the triggers")
                        .value()
                        .stream()
                        .filter(trigger -> trigger.at("/metadata/name").asText().equals("health-config"))
                        .map(trigger -> trigger.at("/spec/delivery"))
                        .findFirst()
                        .orElseThrow();
        assertThat(delivery.path("backoffPolicy").asText()).isEqualTo("exponential");
        List<Duration> times = new ArrayList<>(List.of(Duration.ZERO));
        Duration pause = Duration.parse(delivery.path("backoffDelay").asText());
        for (int retry = 0; retry < delivery.path("retry").asInt(); retry++) {
            times.add(times.get(retry).plus(pause.multipliedBy(1L << retry)));
        }
        return times;
    }

    private NatsServerConfig named(NatsServerConfig config) {
        int ordinal = Integer.parseInt(config.name().substring(1));
        return new NatsServerConfig(service.names().pod(ordinal), config.address(), config.routes(), config.extra());
    }
}
