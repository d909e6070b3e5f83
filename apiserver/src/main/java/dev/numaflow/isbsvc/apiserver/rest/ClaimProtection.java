package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.storage.ObjectKey;
import dev.numaflow.isbsvc.apiserver.storage.Store;
import java.util.List;

/** PVC protection: keeps a claim that is being deleted while a pod uses it. */
final class ClaimProtection {
    static final String CLAIMS = "/persistentvolumeclaims";
    private static final String PODS = "/pods";
    private static final String FINALIZER = "kubernetes.io/pvc-protection";

    private final Store store;

    ClaimProtection(Store store) {
        this.store = store;
    }

    static void begin(ObjectNode claim) {
        Json.objectAt(claim, "status").put("phase", "Pending");
        ObjectNode metadata = Metadata.of(claim);
        ArrayNode finalizers =
                metadata.get("finalizers") instanceof ArrayNode present ? present : metadata.putArray("finalizers");
        if (!Metadata.finalizers(claim).contains(FINALIZER)) {
            finalizers.add(FINALIZER);
        }
    }

    /** Releases the claims of a namespace that no pod uses any longer. */
    void release(String namespace) {
        store.snapshot(CLAIMS).objects().forEach((key, claim) -> {
            boolean waiting =
                    Metadata.deleting(claim) && Metadata.finalizers(claim).contains(FINALIZER);
            if (key.namespace().equals(namespace) && waiting && !used(key)) {
                release(key, claim.deepCopy());
            }
        });
    }

    private void release(ObjectKey key, ObjectNode claim) {
        List<String> left = Metadata.finalizers(claim);
        left.remove(FINALIZER);
        if (left.isEmpty()) {
            store.remove(CLAIMS, key, claim);
        } else {
            ArrayNode finalizers = Metadata.of(claim).putArray("finalizers");
            left.forEach(finalizers::add);
            store.put(CLAIMS, key, claim);
        }
    }

    private boolean used(ObjectKey claim) {
        return store.snapshot(PODS).objects().entrySet().stream()
                .filter(each -> each.getKey().namespace().equals(claim.namespace()))
                .anyMatch(each -> uses(each.getValue(), claim.name()));
    }

    private static boolean uses(JsonNode pod, String claim) {
        String phase = Json.at(pod, "status", "phase").asText();
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        for (JsonNode volume : Json.at(pod, "spec", "volumes")) {
            if (!over
                    && volume.path("persistentVolumeClaim")
                            .path("claimName")
                            .asText()
                            .equals(claim)) {
                return true;
            }
        }
        return false;
    }
}
