package dev.numaflow.isbsvc.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.Namespaces;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From `apply` to the StatefulSet on a real API server, with the functions as processes of the manifests: everything asleep, awake, and
 * a hundred services at once. Without a node, because the time of NATS' own start is not ours.
 */
class CreationBenchmark {
    private static final int WARM = 5;
    private static final int MANY = 100;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final double GOAL_OF_A_WARM_START = 0.5;

    @TempDir
    Path folder;

    @Test
    void aStatefulSetIsThereSoonAfterItsServiceIsApplied() throws Exception {
        try (CountedSystem counted = CountedSystem.start(TestApiServer.shared(), folder, Options.StandIn.node)) {
            KubernetesClient client = counted.system().client();
            long asleep = untilStatefulSets(client, "asleep", 1);
            List<Long> awake = new ArrayList<>();
            for (int i = 0; i < WARM; i++) {
                awake.add(untilStatefulSets(client, "awake-" + i, 1));
            }
            long many = untilStatefulSets(client, "many", MANY);
            long warm = awake.stream().sorted().toList().get(WARM / 2);
            System.out.printf(
                    "apply to StatefulSet: asleep %d ms, awake %d ms (%.2f of asleep; all %s), %d at once %d ms (%d ms each)%n",
                    asleep, warm, (double) warm / asleep, awake, MANY, many, many / MANY);
            assertThat((double) warm / asleep).isLessThan(GOAL_OF_A_WARM_START);
        }
    }

    /** In a namespace of their own. @return milliseconds */
    private static long untilStatefulSets(KubernetesClient client, String namespace, int number)
            throws InterruptedException {
        Namespaces.create(client, namespace);
        List<GenericKubernetesResource> services = IntStream.range(0, number)
                .mapToObj(i -> service(namespace, "n" + i))
                .toList();
        CountDownLatch awaited = new CountDownLatch(number);
        try (AutoCloseable watch =
                client.apps().statefulSets().inNamespace(namespace).watch(new Arrivals(awaited))) {
            long start = System.nanoTime();
            services.parallelStream().forEach(each -> client.resource(each).create());
            assertThat(awaited.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return Duration.ofNanos(System.nanoTime() - start).toMillis();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static GenericKubernetesResource service(String namespace, String name) {
        return Serialization.unmarshal(
                """
                ---
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s, namespace: %s}
                spec: {jetstream: {version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}}
                """
                        .formatted(name, namespace),
                GenericKubernetesResource.class);
    }

    /** Counts StatefulSets as they are created. */
    private record Arrivals(CountDownLatch awaited) implements Watcher<StatefulSet> {
        @Override
        public void eventReceived(Action action, StatefulSet set) {
            if (action == Action.ADDED) {
                awaited.countDown();
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            // The benchmark ends it.
        }
    }
}
