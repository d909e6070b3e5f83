package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.Claims;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import dev.numaflow.isbsvc.rendering.volumes.VolumeClaims;
import dev.numaflow.isbsvc.rendering.volumes.VolumeDecider;
import dev.numaflow.isbsvc.rendering.volumes.VolumeSize;
import dev.numaflow.isbsvc.rendering.volumes.VolumeStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A StatefulSet, its claims and whoever resizes them, as Kubernetes has them, under a user who changes their mind and a function that ends
 * after any write.
 */
final class VolumeSimulation {

    /** The function ends. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static final int LARGEST = 9;

    private static final List<ValidService> SERVICES = IntStream.rangeClosed(0, LARGEST)
            .mapToObj(size -> Services.jetstream(
                    "persistence: {storageClassName: fast, volumeSize: " + Math.max(size, 1) + "Gi}"))
            .toList();

    private final Random random;
    private final List<String> log = new ArrayList<>();
    private final List<ObjectNode> claims = new ArrayList<>();
    private ObjectNode configMap = Claims.yaml("{metadata: {name: c}}");
    private Optional<JsonNode> statefulSet = Optional.of(Claims.statefulSet("4Gi"));
    private boolean isGoing;
    private int desired = 4;
    private int writesLeft;

    VolumeSimulation(Random random) {
        this.random = random;
        for (int node = 0; node < 3; node++) {
            claims.add(Claims.claim(node, "4Gi/4Gi"));
        }
    }

    void changeMind() {
        desired = 3 + random.nextInt(6);
        log.add("wants " + desired);
    }

    void want(int size) {
        desired = size;
    }

    /** The garbage collector has taken the owner from every pod. */
    void collect() {
        if (isGoing) {
            isGoing = false;
            statefulSet = Optional.empty();
            log.add("gone");
        }
    }

    /** The resizer makes progress at some claim, or fails. */
    void resize(boolean mayFail) {
        ObjectNode claim = claims.get(random.nextInt(claims.size()));
        int asked = gigabytes(claim, "/spec/resources/requests/storage");
        ObjectNode status = claim.withObject("/status");
        if (mayFail && random.nextInt(4) == 0) {
            status.withObject("/allocatedResourceStatuses").put("storage", "ControllerResizeInfeasible");
        } else if (asked > gigabytes(claim, "/status/capacity/storage")) {
            status.remove("allocatedResourceStatuses");
            status.withObject("/capacity").put("storage", asked + "Gi");
        }
    }

    /** A run of the function. @param writes after which it ends */
    void run(int writes) {
        writesLeft = writes;
        try {
            reconcile();
        } catch (Crash end) {
            log.add("crash");
        }
    }

    private void reconcile() {
        if (statefulSet.isEmpty()) {
            StatefulSetRecord.read(configMap).ifPresent(this::create);
        }
        JsonNode set = statefulSet.orElseThrow(() -> new AssertionError("nobody knows how the service ran: " + log));
        Optional<VolumeSize> target = VolumeGrowth.target(SERVICES.get(desired), set);
        if (target.isEmpty()) {
            if (!isGoing && StatefulSetRecord.isOn(configMap)) {
                write("forget", () -> configMap = StatefulSetRecord.without(configMap));
            }
            return;
        }
        List<JsonNode> live = new ArrayList<>(claims);
        if (VolumeGrowth.obstacle(set, live, Running.replicas(set), target.get(), any -> Optional.empty())
                .isPresent()) {
            throw new AssertionError("nothing is in the way: " + log);
        }
        act(set, VolumeDecider.next(Claims.state(set, live, target.get().text())), live);
    }

    private void act(JsonNode set, NextStep step, List<JsonNode> live) {
        if (step instanceof VolumeStep.Ask ask) {
            VolumeClaims all = VolumeClaims.of(set, live);
            JsonNode changed = VolumeClaims.asking(all.live(ask.claim()).orElseThrow(), ask.to());
            write(ask.message(), () -> put((ObjectNode) changed));
        } else if (step instanceof VolumeStep.Recreate recreate) {
            JsonNode next = StatefulSetRecord.larger(set, recreate.size());
            write("record", () -> configMap = StatefulSetRecord.on(configMap, next));
            write("delete", () -> {
                isGoing = true;
                ((ObjectNode) set.path("metadata")).put("deletionTimestamp", "x");
            });
            collect();
            create(next);
        }
    }

    /** The API server keeps a claim from asking for no more than it has. */
    private void put(ObjectNode changed) {
        int asked = gigabytes(changed, "/spec/resources/requests/storage");
        claims.replaceAll(claim -> {
            if (!claim.at("/metadata/name").equals(changed.at("/metadata/name"))) {
                return claim;
            }
            if (asked < gigabytes(claim, "/spec/resources/requests/storage")
                    && asked <= gigabytes(claim, "/status/capacity/storage")) {
                throw new AssertionError("the API server refuses " + changed + ": " + log);
            }
            return changed;
        });
    }

    private void create(JsonNode recorded) {
        int size = gigabytes(recorded, "/spec/volumeClaimTemplates/0/spec/resources/requests/storage");
        for (ObjectNode claim : claims) {
            if (gigabytes(claim, "/status/capacity/storage") < size) {
                throw new AssertionError("a claim is smaller than the StatefulSet says: " + log);
            }
        }
        ObjectNode set = recorded.deepCopy();
        set.withObject("/metadata").put("uid", "u").put("generation", 1).put("resourceVersion", "1");
        set.withObject("/status").put("observedGeneration", 1).put("updateRevision", "r");
        write("create " + size, () -> statefulSet = Optional.of(set));
    }

    private void write(String what, Runnable change) {
        log.add(what);
        change.run();
        if (--writesLeft < 0) {
            throw new Crash();
        }
    }

    /** Whether all is as asked: claims are at least as large, new ones as large, and nothing is left of the way there. */
    boolean isDone() {
        return statefulSet
                        .filter(set -> gigabytes(set, "/spec/volumeClaimTemplates/0/spec/resources/requests/storage")
                                == desired)
                        .isPresent()
                && claims.stream().allMatch(claim -> gigabytes(claim, "/status/capacity/storage") >= desired)
                && !StatefulSetRecord.isOn(configMap)
                && !isGoing;
    }

    private static int gigabytes(JsonNode object, String path) {
        return Integer.parseInt(object.at(path).asText().replace("Gi", ""));
    }

    @Override
    public String toString() {
        return String.join(", ", log);
    }
}
