package dev.numaflow.isbsvc.local.node;

import static dev.numaflow.isbsvc.local.node.RunningSystem.NAMESPACE;
import static dev.numaflow.isbsvc.local.node.RunningSystem.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One service's life on the node, told in order; the same whoever makes its pods. */
@TestMethodOrder(OrderAnnotation.class)
abstract class ServiceLife {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration STEADY = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    static RunningSystem system;

    /** To be called before all. */
    static void begin(RunningSystem on) throws Exception {
        system = on;
        system.applyService(set -> set);
    }

    @AfterAll
    static void stop() throws Exception {
        system.close();
    }

    @Test
    @Order(1)
    void threePodsFormOneCluster() {
        await().atMost(LONG).until(() -> IntStream.range(0, 3).allMatch(system::isReady));

        await().atMost(LONG).until(() -> system.monitor(0, "/jsz").contains("\"cluster_size\": 3"));
        await().until(() -> status().getReadyReplicas() == 3 && status().getCurrentReplicas() == 3);
        assertThat(status().getCurrentRevision()).isEqualTo(status().getUpdateRevision());
    }

    @Test
    @Order(3)
    void aChangedConfigMapIsReloadedLive() throws Exception {
        system.client()
                .configMaps()
                .inNamespace(NAMESPACE)
                .withName("isbsvc-default-js-config")
                .edit(map -> {
                    map.getData().compute("nats-js", (key, conf) -> conf.replace("1048576", "2097152"));
                    return map;
                });

        await().until(() -> system.monitor(2, "/varz").contains("\"max_payload\": 2097152"));
        assertThat(system.restarts(2)).isZero();
    }

    @Test
    @Order(4)
    void aKilledServerIsStartedAgain() {
        long pid = system.pid(1);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().atMost(LONG).until(() -> system.restarts(1) == 1 && system.isReady(1));
        assertThat(system.pid(1)).isNotEqualTo(pid);
        assertThat(RunningSystem.main(system.pod(1))
                        .getLastState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(137);
    }

    @Test
    @Order(5)
    void aChangedTemplateRollsFromTheTopOneAtATime() {
        // A server that was killed before may be ready for a moment and then lose its routes: only from rest is a pod
        // away that rolls.
        await().atMost(LONG).during(STEADY).until(() -> IntStream.range(0, 3).allMatch(system::isReady));
        List<String> before = uids();
        system.client()
                .apps()
                .statefulSets()
                .inNamespace(NAMESPACE)
                .withName(SET)
                .edit(set -> {
                    set.getSpec().getTemplate().getMetadata().setAnnotations(Map.of("changed", "yes"));
                    return set;
                });

        List<Integer> order = new ArrayList<>();
        Set<Integer> back = new HashSet<>();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    List<Integer> away = IntStream.range(0, 3)
                            .filter(i -> isRolling(i, before, back))
                            .boxed()
                            .toList();
                    assertThat(away).as("pods away at once").hasSizeLessThanOrEqualTo(1);
                    away.stream().filter(i -> !order.contains(i)).forEach(order::add);
                    return order.size() == 3 && away.isEmpty() && status().getUpdatedReplicas() == 3;
                });
        assertThat(order).containsExactly(2, 1, 0);
        assertThat(uids()).doesNotContainAnyElementsOf(before);
    }

    @Test
    @Order(6)
    void deletingTheSetRemovesEverythingButTheClaims() {
        List<Long> pids = IntStream.range(0, 3).mapToObj(system::pid).toList();
        system.client()
                .apps()
                .statefulSets()
                .inNamespace(NAMESPACE)
                .withName(SET)
                .delete();

        await().atMost(LONG).until(() -> system.client()
                .pods()
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .isEmpty());
        assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        assertThat(system.client()
                        .persistentVolumeClaims()
                        .inNamespace(NAMESPACE)
                        .list()
                        .getItems())
                .hasSize(3);
        system.client().persistentVolumeClaims().inNamespace(NAMESPACE).delete();
        await().until(() ->
                system.client().persistentVolumes().list().getItems().isEmpty());
        assertThat(folder.resolve("volumes")).isEmptyDirectory();
        assertThat(folder.resolve("pods")).isEmptyDirectory();
    }

    private static StatefulSetStatus status() {
        return system.client()
                .apps()
                .statefulSets()
                .inNamespace(NAMESPACE)
                .withName(SET)
                .get()
                .getStatus();
    }

    /** Gone, or made anew and not ready since: a server may lose its leader, and with it its readiness, because another is away. */
    private static boolean isRolling(int ordinal, List<String> before, Set<Integer> back) {
        Pod pod = system.pod(ordinal);
        if (pod == null || pod.getMetadata().getDeletionTimestamp() != null) {
            return true;
        }
        if (!before.contains(pod.getMetadata().getUid()) && system.isReady(ordinal)) {
            back.add(ordinal);
        }
        return !before.contains(pod.getMetadata().getUid()) && !back.contains(ordinal);
    }

    private static List<String> uids() {
        return IntStream.range(0, 3)
                .mapToObj(i -> system.pod(i).getMetadata().getUid())
                .toList();
    }
}
