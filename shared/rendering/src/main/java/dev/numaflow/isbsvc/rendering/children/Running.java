package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Optional;

/**
 * The state of the running service that rendering takes over instead of deciding it.
 *
 * @param partition {@code spec.updateStrategy.rollingUpdate.partition} of the live StatefulSet; 0 where there is none. Only guarded
 *     steps lower it; the number of nodes where such steps begin
 * @param userHasBudget whether the user has a PodDisruptionBudget for these pods; two of them would block every eviction
 * @param stopsEvictions whether our PodDisruptionBudget allows no eviction, because nodes are replaced in steps
 * @param keptPods the live pod template, where replacing a pod would lose messages
 * @param keptConfig the live ConfigMap, where a key added to it is kept
 * @param adoptedConf the live text of the configuration, while the pods are those that Numaflow's controller rendered
 * @param adopted the mark of pods that Numaflow's controller rendered, empty text once they are replaced; empty where they never had one
 * @param nodes the number of nodes, while guarded steps change it: the live value is kept then, because only they write it
 * @param approved the ids of approved changes that were applied, comma-separated; empty where there never was one
 * @param encryption under which names the pods find how their data is encrypted
 * @param rotatedKey what the StatefulSet records of the encryption key's replacement; empty where that was never asked for
 */
public record Running(
        int partition,
        boolean userHasBudget,
        boolean stopsEvictions,
        Optional<PinnedPodTemplate> keptPods,
        Optional<KeptConfig> keptConfig,
        Optional<String> adoptedConf,
        Optional<String> adopted,
        Optional<NodeCount> nodes,
        Optional<String> approved,
        RunningEncryption encryption,
        Optional<String> rotatedKey) {

    /** Where the encryption of the data was never changed. */
    public Running(
            int partition,
            boolean userHasBudget,
            boolean stopsEvictions,
            Optional<PinnedPodTemplate> keptPods,
            Optional<KeptConfig> keptConfig,
            Optional<String> adoptedConf,
            Optional<String> adopted,
            Optional<NodeCount> nodes,
            Optional<String> approved) {
        this(
                partition,
                userHasBudget,
                stopsEvictions,
                keptPods,
                keptConfig,
                adoptedConf,
                adopted,
                nodes,
                approved,
                RunningEncryption.UNCHANGED,
                Optional.empty());
    }

    /**
     * The number of nodes, while guarded steps change it.
     *
     * @param running the nodes that the StatefulSet asks for now
     * @param desired the nodes that the steps end with
     */
    public record NodeCount(int running, int desired) {

        /** Whether it changes now; otherwise a change waits for other steps. */
        public boolean changes() {
            return running != desired;
        }
    }

    /** Nodes, and copies of a stream, without which no majority has every message while one of them is away. */
    public static final int FEWEST_IN_STEPS = 3;

    /**
     * The mark of a service in its last roll here, in place of that of its adoption: its pods are replaced by those that Numaflow's
     * controller renders, before it is left to that.
     */
    public static final String LAST_ROLL = "last-roll";

    private static final String ROLLING_UPDATE = "/spec/updateStrategy/rollingUpdate";
    private static final String PARTITION = "partition";

    /** For a service that is about to be created. */
    public static final Running NOTHING = without(false);

    /** The nodes with an ordinal below this number are not updated. */
    public static int partition(JsonNode statefulSet) {
        return statefulSet.at(ROLLING_UPDATE).path(PARTITION).asInt();
    }

    /** The same StatefulSet with another partition. */
    public static ObjectNode withPartition(JsonNode statefulSet, int partition) {
        ObjectNode changed = statefulSet.deepCopy();
        changed.withObject(ROLLING_UPDATE).put(PARTITION, partition);
        return changed;
    }

    /** The same StatefulSet with another number of nodes. */
    public static ObjectNode withReplicas(JsonNode statefulSet, int replicas) {
        ObjectNode changed = statefulSet.deepCopy();
        changed.withObject("/spec").put("replicas", replicas);
        return changed;
    }

    /** The nodes that a StatefulSet asks for. */
    public static int replicas(JsonNode statefulSet) {
        return statefulSet.at("/spec/replicas").asInt(1);
    }

    /** The same where our PodDisruptionBudget allows no eviction. */
    public Running stoppingEvictions() {
        return new Running(
                partition,
                userHasBudget,
                true,
                keptPods,
                keptConfig,
                adoptedConf,
                adopted,
                nodes,
                approved,
                encryption,
                rotatedKey);
    }

    /** Whether our PodDisruptionBudget exists: in place of the user's, or beside it to block every eviction. */
    public boolean hasOwnBudget() {
        return stopsEvictions || !userHasBudget;
    }

    /** Whether a change of the pod template is rolled out node by node, in guarded steps. */
    public boolean rollsInSteps() {
        return partition > 0 && stopsEvictions;
    }

    /** Whether the nodes of a StatefulSet can be replaced in steps: their disks go with the pods, and a majority stays. */
    public static boolean canStep(JsonNode statefulSet) {
        return statefulSet.at("/spec/volumeClaimTemplates").isEmpty()
                && statefulSet.at("/spec/replicas").asInt(1) >= FEWEST_IN_STEPS;
    }

    /** Whether a child says that its service is in its last roll here, or through it; a change of mind ends it once the way back is complete. */
    public static boolean isLastRoll(JsonNode child) {
        return child.at("/metadata/annotations")
                .path(Annotations.ADOPTED)
                .asText()
                .equals(LAST_ROLL);
    }

    /**
     * Whether another pod template is rolled out in guarded steps: where disks go with the pods, and in the last roll wherever a majority
     * stays. Steps that are under way in that are so with any number of nodes, which somebody may have edited.
     */
    public static boolean rollsNodeByNode(JsonNode statefulSet) {
        return canStep(statefulSet)
                || isLastRoll(statefulSet) && (canLoseADisk(statefulSet) || areStepsUnderWay(statefulSet));
    }

    /** Whether a majority stays while any one node is without its disk, whether disks go with the pods or not. */
    public static boolean canLoseADisk(JsonNode statefulSet) {
        return statefulSet.at("/spec/replicas").asInt(1) >= FEWEST_IN_STEPS;
    }

    /** Whether pods are replaced by those of a newer template, or wait to be. */
    public static boolean isRolling(JsonNode statefulSet) {
        JsonNode status = statefulSet.path("status");
        return !status.path("updateRevision")
                .asText()
                .equals(status.path("currentRevision").asText());
    }

    /** The same, or guarded steps hold back pods that are still to be replaced. */
    public static boolean isReplacing(JsonNode statefulSet) {
        return areStepsUnderWay(statefulSet) || isRolling(statefulSet);
    }

    /** Whether guarded steps are under way: only they hold nodes back from an update. */
    public static boolean areStepsUnderWay(JsonNode statefulSet) {
        return partition(statefulSet) > 0;
    }

    /**
     * Whether the pods of a StatefulSet are rendered by this operator: each template of ours records the settings that servers start with.
     * Others are those of a service that Numaflow's controller made.
     */
    public static boolean arePodsOurs(JsonNode statefulSet) {
        return statefulSet.at("/spec/template/metadata/annotations").has(Annotations.START_SETTINGS);
    }

    /** For a service without servers, so that nothing has to be kept. */
    public static Running without(boolean userHasBudget) {
        return without(userHasBudget, RunningEncryption.UNCHANGED, Optional.empty());
    }

    /** The same where data may be left of one whose servers are lost. */
    public static Running without(boolean userHasBudget, RunningEncryption encryption, Optional<String> rotatedKey) {
        return new Running(
                0,
                userHasBudget,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                encryption,
                rotatedKey);
    }

    /** The configuration in that text; empty where there is none, or it was edited into something that cannot be read. */
    Optional<Block> liveConf() {
        try {
            return adoptedConf.map(NatsConf::parse);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether the servers were started by another controller, with its configuration. */
    boolean areOfNumaflow() {
        return keptPods.filter(pods -> !pods.isOurs()).isPresent();
    }
}
