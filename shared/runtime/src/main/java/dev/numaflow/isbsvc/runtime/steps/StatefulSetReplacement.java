package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Puts another StatefulSet in the place of one, while its pods stay: recorded first, deleted with its pods orphaned, created again. Whoever
 * finds the record and no StatefulSet goes on, because the record counts as how the service runs.
 */
@Singleton
public class StatefulSetReplacement {

    /** The garbage collector takes the owner from each pod before the StatefulSet is gone. Beyond this, the event of that goes on. */
    private static final int MOST_LOOKS = 50;

    private static final long BETWEEN_LOOKS = 100;

    private final ClusterWriter cluster;

    @Inject
    public StatefulSetReplacement(ClusterWriter cluster) {
        this.cluster = cluster;
    }

    /** The ConfigMap, if it has a record. @param names as before any change of encryption, as long as no StatefulSet tells others */
    Optional<JsonNode> record(Names names) {
        return configMap(names).filter(StatefulSetRecord::isOn);
    }

    /** The words by which the API server would refuse to create it; empty where nothing but the one that is there keeps it from that. */
    Optional<String> refusal(JsonNode statefulSet) {
        return cluster.tryCreate(statefulSet) instanceof WriteResult.Rejected rejected
                ? Optional.of(rejected.message())
                : Optional.empty();
    }

    /** @return false where somebody else wrote meanwhile */
    boolean replace(Names names, JsonNode statefulSet, JsonNode next) {
        return isRecordedFirst(names, next)
                && configMap(newest(names, statefulSet))
                        .filter(map -> isRecorded(map, next))
                        .isPresent()
                && cluster.deleteAlone(statefulSet) instanceof WriteResult.Done
                && create(ObjectRef.ofStatefulSet(names), next);
    }

    private static Names newest(Names names, JsonNode statefulSet) {
        return names.withEncryption(RunningEncryption.changes(statefulSet));
    }

    /** Under the name that is found without a StatefulSet: nothing else tells how often the encryption was changed. */
    private boolean isRecordedFirst(Names names, JsonNode next) {
        Optional<JsonNode> there = configMap(names);
        return there.isPresent()
                ? hasOwnerOf(next, there.get()) && isRecorded(there.get(), next)
                : cluster.create(StatefulSetRecord.alone(names.configMap(), next)) instanceof WriteResult.Done;
    }

    private static boolean hasOwnerOf(JsonNode statefulSet, JsonNode configMap) {
        return ObjectMetas.controller(statefulSet)
                .filter(owner ->
                        ObjectMetas.isControlledBy(configMap, owner.path("uid").asText()))
                .isPresent();
    }

    private boolean isRecorded(JsonNode configMap, JsonNode next) {
        JsonNode recorded = StatefulSetRecord.on(configMap, next);
        return recorded.equals(configMap) || cluster.replace(recorded) instanceof WriteResult.Done;
    }

    private boolean create(ObjectRef ref, JsonNode next) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Optional<JsonNode> live = cluster.get(ref);
            if (live.isEmpty()) {
                return !(cluster.create(next) instanceof WriteResult.Rejected);
            }
            if (!ObjectMetas.isDeleting(live.get())) {
                return true;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** The record is over; where it is looked for goes last. @return false where somebody else wrote meanwhile */
    boolean forget(Names names, JsonNode statefulSet) {
        return record(newest(names, statefulSet)).map(this::forget).orElse(true)
                && record(names).map(this::forget).orElse(true);
    }

    private boolean forget(JsonNode configMap) {
        WriteResult forgotten = StatefulSetRecord.isAlone(configMap)
                ? cluster.delete(configMap)
                : cluster.replace(StatefulSetRecord.without(configMap));
        return forgotten instanceof WriteResult.Done;
    }

    private Optional<JsonNode> configMap(Names names) {
        return cluster.get(new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap()));
    }
}
