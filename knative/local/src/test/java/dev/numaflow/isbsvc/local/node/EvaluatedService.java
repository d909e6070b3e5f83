package dev.numaflow.isbsvc.local.node;

import static dev.numaflow.isbsvc.local.node.RunningSystem.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import dev.numaflow.isbsvc.testkit.CustomResources;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The service {@code default}, judged by what the node reports of its pods and by what its servers say, as the function judges. */
final class EvaluatedService {

    private static final Names NAMES = new Names(NAMESPACE, "default");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String SERVICE =
            """
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: InterStepBufferService
            metadata: {name: default, namespace: data}
            spec: {jetstream: {version: latest}}
            """;
    private static final String DEPLOYED =
            """
            phase: Pending
            conditions:
            - {type: Configured, status: 'True', reason: Successful, message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}
            - {type: Deployed, status: 'True', reason: Successful, message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}
            """;

    private final Cluster cluster;
    private final HealthReconciler health;
    private final List<Condition> written = new ArrayList<>();

    private EvaluatedService(Cluster cluster, HealthReconciler health) {
        this.cluster = cluster;
        this.health = health;
    }

    /** Its children have been applied by the test. */
    static EvaluatedService in(RunningSystem system) {
        CustomResources.define(system.client(), Repository.file("knative/manifests/crd"));
        Cluster cluster = new Cluster(system.client());
        cluster.create(tree(SERVICE));
        ObjectNode deployed = cluster.get(ObjectRef.of(NAMES)).orElseThrow().deepCopy();
        deployed.set("status", tree(DEPLOYED));
        cluster.replaceStatus(deployed);
        return new EvaluatedService(cluster, health(cluster, system.hosts()));
    }

    private static HealthReconciler health(Cluster cluster, Hosts hosts) {
        Clock clock = Clock.systemUTC();
        EventRecorder recorder = new EventRecorder(cluster, clock, "health");
        return new HealthReconciler(
                new IsbServices(cluster, new ControllerConfigSource(cluster, recorder, "numaflow-system")),
                new ServiceHealth(cluster, new ServerReports(new LocalMonitoring(hosts)), clock),
                new StatusWriter(cluster, recorder, clock));
    }

    /** Asks where the pods of this machine are. */
    private static final class LocalMonitoring extends Monitoring {
        private final Hosts hosts;

        LocalMonitoring(Hosts hosts) {
            this.hosts = hosts;
        }

        @Override
        public CompletableFuture<Optional<Answer>> ask(String host, String path) {
            return super.ask(hosts.addressOf(host), path);
        }
    }

    /** Looks, far more often than events would make it, until the condition is so. */
    void awaitTrue() {
        await().atMost(LONG).until(() -> reconcile().isTrue());
    }

    void awaitMessage(String message) {
        await().atMost(LONG).until(() -> reconcile().message().equals(message));
    }

    void awaitThat(BooleanSupplier happens) {
        await().atMost(LONG).until(() -> {
            reconcile();
            return happens.getAsBoolean();
        });
    }

    void awaitFalse(String reason, String words) {
        await().atMost(LONG).until(() -> {
            Condition condition = reconcile();
            return condition.isFalse() && condition.reason().equals(reason);
        });
        assertThat(condition().message()).contains(words);
    }

    /** Everything that was ever written into the condition, without what was there already. */
    List<Condition> written() {
        return List.copyOf(written);
    }

    private Condition reconcile() {
        try {
            health.reconcile(new Pointer(
                    EventType.REF_UPDATE,
                    new ObjectRef(ObjectKind.STATEFUL_SET, NAMES.namespace(), NAMES.statefulSet())));
        } catch (NatsUnavailable again) {
            // The broker would bring the event again; the next look is that.
            assertThat(again).hasMessageContaining(NAMES.toString());
        }
        Condition now = condition();
        if (written.isEmpty() || !written.get(written.size() - 1).equals(now)) {
            written.add(now);
        }
        return now;
    }

    private Condition condition() {
        return StrictReader.withoutSpec(cluster.get(ObjectRef.of(NAMES)).orElseThrow())
                .status()
                .condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                .orElseThrow();
    }

    private static JsonNode tree(String yaml) {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
