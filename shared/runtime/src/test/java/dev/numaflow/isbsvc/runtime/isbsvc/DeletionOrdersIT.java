package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every order in which a service, those who use it, one of its Secrets, its servers and their namespace can be deleted: in the end
 * nothing of ours is left, and until then whoever is used is complete.
 */
class DeletionOrdersIT {

    private enum Act {
        SERVICE,
        PIPELINES,
        SECRET,
        SERVERS,
        NAMESPACE
    }

    /** Which of the three Secrets is the one. */
    private enum Which {
        KEY,
        SERVER,
        CLIENT;

        String of(Names service) {
            return switch (this) {
                case KEY -> service.keySecret();
                case SERVER -> service.serverSecret();
                case CLIENT -> service.clientSecret();
            };
        }
    }

    private final TestCluster cluster = TestCluster.embedded();
    private int lives;

    @AfterEach
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(Which.class)
    void everyOrderOfServicePipelinesSecretAndServersLeavesNothing(Which secret) {
        for (List<Act> order : orders(EnumSet.complementOf(EnumSet.of(Act.NAMESPACE)))) {
            for (DeletionPropagation cascade :
                    List.of(DeletionPropagation.BACKGROUND, DeletionPropagation.FOREGROUND)) {
                WatchedService service = live(order, secret, cascade);

                assertThat(service.live()).as("%s, %s", order, cascade).isEmpty();
                assertThat(service.objectNames()).as("%s, %s", order, cascade).isEmpty();
            }
        }
    }

    /** The Secrets take turns: which of them is gone matters to what is made anew, and there nothing is. */
    @Test
    void everyOrderWithTheNamespaceLetsItGo() {
        for (List<Act> order : orders(EnumSet.allOf(Act.class))) {
            Which secret = Which.values()[lives % Which.values().length];
            WatchedService service = live(order, secret, DeletionPropagation.BACKGROUND);

            assertThat(service.namespaceIsGone()).as("%s, %s", order, secret).isTrue();
        }
    }

    private WatchedService live(List<Act> order, Which secret, DeletionPropagation cascade) {
        WatchedService service =
                WatchedService.create(cluster, "life-" + lives++, "{version: latest, persistence: {volumeSize: 3Gi}}");
        service.createClaim(0);
        Set<Act> done = EnumSet.noneOf(Act.class);
        for (Act act : order) {
            switch (act) {
                case SERVICE -> service.deleteService(cascade);
                case PIPELINES -> service.deletePipelines();
                case SECRET -> service.delete(ObjectKind.SECRET, secret.of(service.names()));
                case SERVERS ->
                    service.delete(ObjectKind.STATEFUL_SET, service.names().statefulSet());
                case NAMESPACE -> service.deleteNamespace();
            }
            done.add(act);
            assertIsAsItShouldBe(service, done, order);
        }
        return service;
    }

    private static void assertIsAsItShouldBe(WatchedService service, Set<Act> done, List<Act> order) {
        if (done.contains(Act.NAMESPACE) || done.containsAll(EnumSet.of(Act.SERVICE, Act.PIPELINES))) {
            assertThat(service.live()).as("%s, after %s", order, done).isEmpty();
        } else {
            assertThat(service.objects()).as("%s, after %s", order, done).hasSize(8);
        }
    }

    private static List<List<Act>> orders(Set<Act> acts) {
        if (acts.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Act>> orders = new ArrayList<>();
        for (Act first : acts) {
            Set<Act> others = EnumSet.copyOf(acts);
            others.remove(first);
            for (List<Act> rest : orders(others)) {
                List<Act> order = new ArrayList<>(List.of(first));
                order.addAll(rest);
                orders.add(order);
            }
        }
        return orders;
    }
}
