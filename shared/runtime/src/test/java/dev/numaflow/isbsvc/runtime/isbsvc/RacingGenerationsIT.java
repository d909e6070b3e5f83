package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.SlowCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant 5: two looks at two generations of one service, at the same time or in either order, end at the newer one. */
class RacingGenerationsIT {

    private static final int ROUNDS = 30;
    private static final int MOST_MILLIS = 8;

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");
    private int wish = 1_000_000;

    @BeforeEach
    void runs() {
        cluster.apply(cluster.service("n", "{version: latest, persistence: {volumeSize: 3Gi}}"));
        reconcile(cluster.cluster(), live());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void bothAtOnceEndAtTheNewerOne() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            LiveService older = changed(random);
            LiveService newer = changed(random);

            CompletableFuture<Void> first = reconcile(older, random);
            CompletableFuture<Void> second = reconcile(newer, random);
            CompletableFuture.allOf(first, second).join();

            assertRunsTheNewest("seed %d, round %d".formatted(seed, round));
        }
    }

    @Test
    void theOlderOneThatComesLateChangesNothing() {
        Random random = new Random(1);
        LiveService older = changed(random);
        LiveService newer = changed(random);
        reconcile(cluster.cluster(), newer);
        cluster.writes();

        reconcile(cluster.cluster(), older);

        assertThat(cluster.writes()).isEmpty();
        assertRunsTheNewest("the older one after the newer");
    }

    @Test
    void theNewerOneAfterTheOlderOneIsCarriedOut() {
        Random random = new Random(2);
        LiveService older = changed(random);
        LiveService newer = changed(random);

        reconcile(cluster.cluster(), older);
        reconcile(cluster.cluster(), newer);

        assertRunsTheNewest("the newer one after the older");
    }

    /** Another spec, in which fields come, go and change; what is to be done about it now. */
    private LiveService changed(Random random) {
        wish++;
        ObjectNode service = live().tree().deepCopy();
        ObjectNode jetstream = service.withObject("/spec/jetstream");
        jetstream.remove(List.of("nodeSelector", "startArgs"));
        jetstream.put("settings", "max_payload: " + wish);
        jetstream.put("bufferConfig", "stream: {maxMsgs: " + wish + "}");
        if (random.nextBoolean()) {
            jetstream.withObject("/nodeSelector").put("wish", "w" + wish);
        }
        if (random.nextBoolean()) {
            jetstream.withArray("/startArgs").add("-D");
        }
        assertThat(cluster.cluster().replace(service)).isInstanceOf(WriteResult.Done.class);
        return live();
    }

    /** Each at a pace of its own, so that either overtakes the other. */
    private CompletableFuture<Void> reconcile(LiveService service, Random random) {
        Random pauses = new Random(random.nextLong());
        Cluster paced = new SlowCluster(cluster.client(), pauses, 1 + random.nextInt(MOST_MILLIS));
        return CompletableFuture.runAsync(() -> {
            LiveService next = service;
            while (!isThrough(paced, next)) {
                // As the broker does: who was too late each time is woken again, and looks at what lives then.
                next = live();
            }
        });
    }

    private static boolean isThrough(Cluster through, LiveService service) {
        try {
            reconcile(through, service);
            return true;
        } catch (ConflictException tooLate) {
            return false;
        }
    }

    private void assertRunsTheNewest(String when) {
        LiveService newest = live();
        long generation = newest.metadataAndStatus().generation();
        assertThat(newest.metadataAndStatus().status().observedGeneration())
                .as(when)
                .isEqualTo(generation);
        assertThat(newest.tree().at("/status/config/jetstream/streamConfig").asText())
                .as(when)
                .contains(String.valueOf(wish));
        assertThat(cluster.live(ObjectKind.CONFIG_MAP, names.configMap())
                        .at("/data/nats-js")
                        .asText())
                .as(when)
                .contains(String.valueOf(wish));
        JsonNode set = cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet());
        assertThat(ObjectMetas.annotation(set, Annotations.GENERATION)).as(when).isEqualTo(String.valueOf(generation));
        assertThat(reconcile(cluster.cluster(), newest).extent()).as(when).isEqualTo(Reconciled.Extent.NOTHING);
    }

    private static Reconciled reconcile(Cluster through, LiveService service) {
        return TestBeans.of(through).reconciler().reconcile(service);
    }

    private LiveService live() {
        JsonNode tree = cluster.live(ObjectKind.ISB_SERVICE, "n");
        return LiveService.of(tree, ControllerConfig.builtIn());
    }
}
