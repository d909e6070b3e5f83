package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** Lives at a time: each waits for controllers. */
    private static final int WIDTH = 4;

    private static final Duration LONG = Duration.ofMinutes(2);

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    private record Life(List<Act> order, Which secret, DeletionPropagation cascade) {}

    @ParameterizedTest
    @EnumSource(Which.class)
    void everyOrderOfServicePipelinesSecretAndServersLeavesNothing(Which secret) {
        List<Life> lives = orders(EnumSet.complementOf(EnumSet.of(Act.NAMESPACE))).stream()
                .flatMap(order -> Stream.of(DeletionPropagation.BACKGROUND, DeletionPropagation.FOREGROUND)
                        .map(cascade -> new Life(order, secret, cascade)))
                .toList();

        for (Map.Entry<Life, WatchedService> life : live(lives).entrySet()) {
            assertThat(life.getValue().live()).as("%s", life.getKey()).isEmpty();
            await().atMost(LONG).untilAsserted(() -> assertThat(life.getValue().objectNames())
                    .as("%s", life.getKey())
                    .isEmpty());
            cluster.leave(life.getValue().names().namespace());
        }
    }

    /** The Secrets take turns: which of them is gone matters to what is made anew, and there nothing is. */
    @Test
    void everyOrderWithTheNamespaceLetsItGo() {
        List<List<Act>> orders = orders(EnumSet.allOf(Act.class));
        List<Life> lives = IntStream.range(0, orders.size())
                .mapToObj(i -> new Life(
                        orders.get(i), Which.values()[i % Which.values().length], DeletionPropagation.BACKGROUND))
                .toList();

        for (Map.Entry<Life, WatchedService> life : live(lives).entrySet()) {
            await().atMost(LONG).untilAsserted(() -> assertThat(life.getValue().namespaceIsGone())
                    .as("%s", life.getKey())
                    .isTrue());
        }
    }

    private Map<Life, WatchedService> live(List<Life> lives) {
        Map<Life, WatchedService> services = new ConcurrentHashMap<>();
        BoundedParallel.each(lives, WIDTH, life -> services.put(life, live(life)))
                .throwFirstFailure();
        return services;
    }

    private WatchedService live(Life life) {
        WatchedService service = WatchedService.create(
                cluster, "life", "{version: latest, replicas: 1, persistence: {volumeSize: 3Gi}}");
        service.awaitClaims();
        Set<Act> done = EnumSet.noneOf(Act.class);
        for (Act act : life.order()) {
            switch (act) {
                case SERVICE -> service.deleteService(life.cascade());
                case PIPELINES -> service.deletePipelines();
                case SECRET -> service.delete(ObjectKind.SECRET, life.secret().of(service.names()));
                case SERVERS ->
                    service.delete(ObjectKind.STATEFUL_SET, service.names().statefulSet());
                case NAMESPACE -> service.deleteNamespace();
            }
            done.add(act);
            assertIsAsItShouldBe(service, done, life);
        }
        return service;
    }

    private static void assertIsAsItShouldBe(WatchedService service, Set<Act> done, Life life) {
        if (done.contains(Act.NAMESPACE) || done.containsAll(EnumSet.of(Act.SERVICE, Act.PIPELINES))) {
            assertThat(service.live()).as("%s, after %s", life, done).isEmpty();
        } else {
            assertThat(service.objectNames()).as("%s, after %s", life, done).hasSize(8);
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
