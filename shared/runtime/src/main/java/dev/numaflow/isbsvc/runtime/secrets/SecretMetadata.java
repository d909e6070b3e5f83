package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;

/** What of the metadata of a Secret is ours: labels and owner, and no mark of a service that was deleted. Its data is not looked at. */
public final class SecretMetadata {

    private SecretMetadata() {}

    /** Whether nothing of it is missing. */
    public static boolean isWhole(ObjectMeta wanted, JsonNode live) {
        return Trees.annotation(live, Annotations.RETAINED_FOR).isEmpty()
                && wanted.getLabels().entrySet().stream()
                        .allMatch(label -> Trees.label(live, label.getKey()).equals(label.getValue()))
                && wanted.getOwnerReferences().stream().allMatch(owner -> Trees.isControlledBy(live, owner.getUid()));
    }

    /** The Secret as it stands with all of it, to be written. */
    static JsonNode whole(ObjectMeta wanted, JsonNode live) {
        ObjectNode whole = live.deepCopy();
        ObjectNode metadata = whole.withObject("metadata");
        ObjectNode labels = metadata.withObject("labels");
        for (Map.Entry<String, String> label : wanted.getLabels().entrySet()) {
            labels.put(label.getKey(), label.getValue());
        }
        metadata.withObject("annotations").remove(Annotations.RETAINED_FOR);
        for (OwnerReference owner : wanted.getOwnerReferences()) {
            if (!Trees.isControlledBy(live, owner.getUid())) {
                metadata.withArray("ownerReferences").add(Trees.of(owner));
            }
        }
        return whole;
    }
}
