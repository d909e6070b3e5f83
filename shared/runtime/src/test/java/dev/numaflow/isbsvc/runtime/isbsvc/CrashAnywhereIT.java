package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Invariant 8: a function that dies after any request, and is woken by the same event again, ends where it would have ended. */
class CrashAnywhereIT {

    private static final String GOOD = "{version: latest, persistence: {volumeSize: 3Gi}}";

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aCreationThatDiesAfterAnyRequestEndsInTheSameState() {
        int deaths = 0;
        for (int requests = 1; ; requests++) {
            Names names = cluster.names("n" + requests);
            cluster.apply(cluster.service(names.isbsvcName(), GOOD));
            boolean died = dies(requests, names, CrashAnywhereIT::create);
            Map<String, JsonNode> secretsAtDeath = secrets(names);
            assertThat(run(cluster.cluster(), names, CrashAnywhereIT::create)).isNotInstanceOf(Outcome.Ignored.class);

            assertThat(secrets(names)).as("after %d requests", requests).containsAllEntriesOf(secretsAtDeath);
            assertConsistent(names);
            assertThat(children(names)).as("after %d requests", requests).hasSize(7);
            if (!died) {
                break;
            }
            deaths++;
        }
        assertThat(deaths).isGreaterThan(15);
    }

    @Test
    void aDeletionThatDiesAfterAnyRequestLeavesNothingBehind() {
        int deaths = 0;
        for (int requests = 1; ; requests++) {
            Names names = cluster.names("n" + requests);
            cluster.apply(cluster.service(names.isbsvcName(), GOOD));
            run(cluster.cluster(), names, CrashAnywhereIT::create);
            cluster.cluster().delete(cluster.live(ObjectKind.ISB_SERVICE, names.isbsvcName()));
            boolean died = dies(requests, names, CrashAnywhereIT::delete);
            run(cluster.cluster(), names, CrashAnywhereIT::delete);

            assertThat(children(names)).as("after %d requests", requests).isEmpty();
            assertThat(cluster.cluster().get(ObjectRef.of(names))).isEmpty();
            if (!died) {
                break;
            }
            deaths++;
        }
        assertThat(deaths).isGreaterThan(10);
    }

    private static Outcome create(TestBeans beans, LiveService service) {
        return beans.reconciler().reconcile(service).asCreation(service.ref());
    }

    private static Outcome delete(TestBeans beans, LiveService service) {
        return beans.deletion().reconcile(service);
    }

    private boolean dies(int requests, Names names, BiFunction<TestBeans, LiveService, Outcome> reconcile) {
        try {
            run(new DyingCluster(cluster.client(), requests), names, reconcile);
            return false;
        } catch (DyingCluster.Death death) {
            return true;
        }
    }

    private static Outcome run(Cluster on, Names names, BiFunction<TestBeans, LiveService, Outcome> reconcile) {
        // The dead one may have had the Lease: nobody else gets it for a minute.
        Clock clock =
                on instanceof DyingCluster ? Clock.systemUTC() : Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2));
        TestBeans beans = TestBeans.of(on, clock);
        return beans.services()
                .with(
                        new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)),
                        service -> reconcile.apply(beans, service));
    }

    private void assertConsistent(Names names) {
        Map<String, JsonNode> secrets = secrets(names);
        assertThat(secrets.get(names.keySecret()).path("encryption"))
                .isEqualTo(secrets.get(names.serverSecret()).path("encryption"));
        assertThat(TestCluster.credentialsOfServer(secrets.get(names.serverSecret())))
                .isEqualTo(TestCluster.credentialsOfClient(secrets.get(names.clientSecret())));
        JsonNode service = cluster.live(ObjectKind.ISB_SERVICE, names.isbsvcName());
        assertThat(service.at("/status/conditions"))
                .anyMatch(c -> c.path("type").asText().equals("Deployed")
                        && c.path("status").asText().equals("True"));
        assertThat(service.at("/metadata/finalizers"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Kinds.FINALIZERS);
    }

    private Map<String, JsonNode> secrets(Names names) {
        Map<String, JsonNode> secrets = new TreeMap<>();
        for (String name : Set.of(names.keySecret(), names.serverSecret(), names.clientSecret())) {
            cluster.cluster()
                    .get(new ObjectRef(ObjectKind.SECRET, names.namespace(), name))
                    .ifPresent(secret -> secrets.put(name, secret.path("data")));
        }
        return secrets;
    }

    private Map<String, JsonNode> children(Names names) {
        Map<String, JsonNode> children = new TreeMap<>();
        for (ObjectKind kind : Set.of(
                ObjectKind.SECRET,
                ObjectKind.CONFIG_MAP,
                ObjectKind.SERVICE,
                ObjectKind.POD_DISRUPTION_BUDGET,
                ObjectKind.STATEFUL_SET)) {
            for (JsonNode child : cluster.cluster()
                    .list(kind, names.namespace(), "numaflow.numaproj.io/isbsvc-name=" + names.isbsvcName())) {
                children.put(ObjectRef.of(child).toString(), ((ObjectNode) child).without("metadata"));
            }
        }
        return children;
    }
}
