package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keeps a claim that is being deleted while a pod uses it. */
final class ClaimProtection {
    static final String CLAIMS = "/persistentvolumeclaims";
    private static final String FINALIZER = "kubernetes.io/pvc-protection";
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private ClaimProtection() {}

    static void begin(ObjectNode claim) {
        Json.objectAt(claim, "status").put("phase", "Pending");
        List<String> finalizers = new ArrayList<>(Meta.finalizers(claim));
        finalizers.add(FINALIZER);
        Meta.finalizers(claim, finalizers.stream().distinct().toList());
    }

    /** Releases the claims of a namespace that no pod uses any longer. */
    static void release(Store store, String namespace) {
        store.snapshot(CLAIMS).objects().forEach((key, claim) -> {
            List<String> left = Meta.finalizers(claim);
            if (key.namespace().equals(namespace)
                    && Meta.deleting(claim)
                    && !isUsed(store, key)
                    && left.remove(FINALIZER)) {
                ObjectNode released = claim.deepCopy();
                Meta.finalizers(released, left);
                store.write(CLAIMS, key, released, left.isEmpty());
            }
        });
    }

    private static boolean isUsed(Store store, Store.Key claim) {
        return store.snapshot("/pods").objects().values().stream()
                .filter(pod -> Meta.namespace(pod).equals(claim.namespace()))
                .filter(pod -> !OVER.contains(Json.text(pod, "status", "phase")))
                .flatMap(pod -> Json.at(pod, "spec", "volumes").findValuesAsText("claimName").stream())
                .anyMatch(claim.name()::equals);
    }

    /** Only a pod that runs on a node gets time to end, its own or what is asked for; all else is deleted immediately. */
    static long gracePeriod(ResourceType type, JsonNode object, long asked) {
        boolean runs = type.is("", "pods")
                && !Json.text(object, "spec", "nodeName").isEmpty()
                && !OVER.contains(Json.text(object, "status", "phase"));
        long own = Json.at(object, "spec", "terminationGracePeriodSeconds").asLong();
        return runs ? asked >= 0 ? asked : own : 0;
    }
}
