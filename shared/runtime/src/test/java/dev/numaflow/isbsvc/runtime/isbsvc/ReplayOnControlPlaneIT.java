package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several events tell of one request of the user, and functions look at once: it is answered once. */
class ReplayOnControlPlaneIT {

    private final TestCluster cluster = new TestCluster();
    private final TestBeans update = TestBeans.of(cluster.clusterOf("update"));

    @AfterEach
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{version: latest}", "{version: unknown}"})
    void oneReplayIsAnsweredOnceByReconcilesThatHaveAllSeenIt(String spec) {
        cluster.apply(cluster.service("n", spec));
        update(read());
        annotate(Annotations.REPLAY, "please");

        List<LiveService> seen = List.of(read(), read(), read());

        assertThat(seen.stream().map(this::update).filter(this::isReplayed)).hasSize(1);
        assertThat(isReplayed(update(read()))).isFalse();
        annotate(Annotations.REPLAY, "again");
        assertThat(isReplayed(update(read()))).isTrue();
    }

    @Test
    void theEndOfAPauseIsAnsweredOnce() {
        cluster.apply(cluster.service("n", "{version: latest}"));
        update(read());
        annotate(Annotations.PAUSED, "true");
        update(read());
        annotate(Annotations.PAUSED, "false");

        List<LiveService> seen = List.of(read(), read());

        assertThat(seen.stream().map(this::update).filter(this::isReplayed)).hasSize(1);
    }

    private Outcome update(LiveService service) {
        return update.reconciler().reconcile(service).asUpdate(service, true);
    }

    private LiveService read() {
        List<LiveService> read = new ArrayList<>();
        update.services()
                .with(
                        new Pointer(
                                EventType.RESOURCE_UPDATE,
                                new ObjectRef(ObjectKind.ISB_SERVICE, cluster.namespace(), "n")),
                        service -> {
                            read.add(service);
                            return new Outcome.Done("read");
                        });
        return read.get(0);
    }

    private boolean isReplayed(Outcome outcome) {
        return outcome instanceof Outcome.Reply reply && reply.type() == EventType.REPLAYED;
    }

    private void annotate(String key, String value) {
        ObjectNode service = cluster.live(ObjectKind.ISB_SERVICE, "n").deepCopy();
        service.withObject("/metadata/annotations").put(key, value);
        cluster.cluster().replace(service);
    }
}
