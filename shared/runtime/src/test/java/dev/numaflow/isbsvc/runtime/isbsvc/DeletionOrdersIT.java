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
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The orders in which a service, those who use it, one of its Secrets, its servers and their namespace can be deleted: in the end
 * nothing of ours is left, and until then whoever is used is complete. Each run has every order without the namespace once, and a part
 * of those with it; which is up to {@code -Dseed}. {@code -Ddeletion.orders=all} has all 264 lives, in a quarter of an hour.
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

    private static final int WITH_THE_NAMESPACE = 24;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    private record Life(List<Act> order, Which secret, DeletionPropagation cascade) {}

    @Test
    void everyOrderOfServicePipelinesSecretAndServersLeavesNothing() {
        List<Life> lives = orders(EnumSet.complementOf(EnumSet.of(Act.NAMESPACE))).stream()
                .flatMap(order -> chosen(lives(order), 1).stream())
                .toList();

        for (Map.Entry<Life, WatchedService> life : live(lives).entrySet()) {
            assertThat(life.getValue().live())
                    .as("seed %d: %s", seed, life.getKey())
                    .isEmpty();
            await().atMost(LONG).untilAsserted(() -> assertThat(life.getValue().objectNames())
                    .as("seed %d: %s", seed, life.getKey())
                    .isEmpty());
            cluster.leave(life.getValue().names().namespace());
        }
    }

    /** The Secrets take turns: which of them is gone matters to what is made anew, and there nothing is. */
    @Test
    void anyOrderWithTheNamespaceLetsItGo() {
        List<List<Act>> orders = orders(EnumSet.allOf(Act.class));
        List<Life> lives = IntStream.range(0, orders.size())
                .mapToObj(i -> new Life(
                        orders.get(i), Which.values()[i % Which.values().length], DeletionPropagation.BACKGROUND))
                .toList();

        for (Map.Entry<Life, WatchedService> life :
                live(chosen(lives, WITH_THE_NAMESPACE)).entrySet()) {
            await().atMost(LONG).untilAsserted(() -> assertThat(life.getValue().namespaceIsGone())
                    .as("seed %d: %s", seed, life.getKey())
                    .isTrue());
        }
    }

    /** Of each Secret and each way to delete a service. */
    private static List<Life> lives(List<Act> order) {
        return Stream.of(Which.values())
                .flatMap(secret -> Stream.of(DeletionPropagation.BACKGROUND, DeletionPropagation.FOREGROUND)
                        .map(cascade -> new Life(order, secret, cascade)))
                .toList();
    }

    /** So many of them by the seed, or all. */
    private List<Life> chosen(List<Life> lives, int count) {
        if ("all".equals(System.getProperty("deletion.orders"))) {
            return lives;
        }
        List<Life> shuffled = new ArrayList<>(lives);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, count);
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

    private void assertIsAsItShouldBe(WatchedService service, Set<Act> done, Life life) {
        if (done.contains(Act.NAMESPACE) || done.containsAll(EnumSet.of(Act.SERVICE, Act.PIPELINES))) {
            assertThat(service.live())
                    .as("seed %d: %s, after %s", seed, life, done)
                    .isEmpty();
        } else {
            assertThat(service.objectNames())
                    .as("seed %d: %s, after %s", seed, life, done)
                    .hasSize(8);
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
