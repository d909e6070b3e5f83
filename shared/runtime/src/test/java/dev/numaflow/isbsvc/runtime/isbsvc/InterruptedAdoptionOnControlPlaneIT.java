package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 8 for services that Numaflow's controller made: whoever takes one over and dies after any request, the next one ends the same. */
class InterruptedAdoptionOnControlPlaneIT {

    private static final int MOST_REQUESTS = 30;
    private static final int NODES = 3;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @Test
    void anAdoptionThatDiesAfterAnyRequestEndsInTheSameState() {
        List<NumaflowsService> services = new ArrayList<>();
        for (int requests = 1; requests <= MOST_REQUESTS; requests++) {
            services.add(NumaflowsService.create(cluster, "persistent"));
        }
        EncryptedServer.letTheSecondPass();
        try (NatsServer server = NatsServer.start(folder, NatsServerConfig.open("node"))) {
            // All nodes of all services: nothing is asked but when it started.
            HostNames.ofThisJvm()
                    .point(
                            services.stream().map(NumaflowsService::names).toList(),
                            Collections.nCopies(NODES, server.address()));
            int deaths = 0;
            for (int i = 0; i < services.size(); i++) {
                deaths += takeOver(services.get(i), i + 1) ? 1 : 0;
            }
            assertThat(deaths).isBetween(15, MOST_REQUESTS - 1);
        }
    }

    private boolean takeOver(NumaflowsService service, int requests) {
        ObjectRef map = service.ref(ObjectKind.CONFIG_MAP, service.names().configMap());
        JsonNode template = service.statefulSet().at("/spec/template");
        JsonNode configuration = service.live(map).path("data");

        boolean died = dies(service, requests);
        reconcile(cluster.cluster(), service);

        assertThat(service.statefulSet().at("/spec/template"))
                .as("after %d requests", requests)
                .isEqualTo(template);
        assertThat(service.live(map).path("data")).isEqualTo(configuration);
        assertThat(ObjectMetas.annotation(service.statefulSet(), Annotations.ADOPTED))
                .isNotEmpty()
                .isEqualTo(ObjectMetas.annotation(service.live(map), Annotations.ADOPTED));
        assertThat(service.live().at("/metadata/finalizers"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Kinds.FINALIZERS);
        assertThat(ObjectMetas.annotation(
                        service.live(service.secret(service.names().keySecret())), Annotations.ENCRYPTION))
                .isEqualTo("false");
        assertThat(reconcile(cluster.cluster(), service).extent())
                .as("after %d requests", requests)
                .isEqualTo(Extent.NOTHING);
        return died;
    }

    private boolean dies(NumaflowsService service, int requests) {
        try {
            reconcile(new DyingCluster(cluster.client(), requests), service);
            return false;
        } catch (DyingCluster.Death death) {
            return true;
        }
    }

    private static Reconciled reconcile(Cluster on, NumaflowsService service) {
        TestBeans beans = TestBeans.of(on);
        List<Reconciled> reconciled = new ArrayList<>();
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(service.names())), live -> {
            reconciled.add(beans.reconciler().reconcile(live));
            return new Outcome.Done("");
        });
        return reconciled.get(0);
    }
}
