package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;

/**
 * Our part of the metadata of a Secret: labels, owner, what the key Secret records, and no mark of a deleted service. Its data is not
 * read.
 */
public final class SecretMetadata {

    private SecretMetadata() {}

    /** Whether nothing of it is missing. */
    public static boolean isWhole(ObjectMeta desired, JsonNode live) {
        return ObjectMetas.annotation(live, Annotations.RETAINED_FOR).isEmpty()
                && ObjectMetas.annotation(live, Annotations.RELEASE).isEmpty()
                && desired.getLabels().entrySet().stream().allMatch(label -> ObjectMetas.label(live, label.getKey())
                        .equals(label.getValue()))
                && (!records(desired) || (isRecorded(live) && isNoted(desired, live)))
                && desired.getOwnerReferences().stream()
                        .allMatch(owner -> ObjectMetas.isControlledBy(live, owner.getUid()));
    }

    private static boolean records(ObjectMeta desired) {
        return desired.getAnnotations() != null && desired.getAnnotations().containsKey(Annotations.ENCRYPTION);
    }

    /**
     * What is recorded once is not written again: a difference from today's record is for the user to resolve. The record of a service that
     * was left to Numaflow's controller is none.
     */
    private static boolean isRecorded(JsonNode live) {
        return ObjectMetas.annotation(live, Annotations.RELEASE).isEmpty()
                && (records(true, live) || records(false, live));
    }

    /** The time since which servers start with an added key may change with each reconcile. */
    private static boolean isNoted(ObjectMeta desired, JsonNode live) {
        return EncryptionRecord.addedKey(desired)
                .orElse("")
                .equals(ObjectMetas.annotation(live, Annotations.ADDED_KEY));
    }

    /** Whether the key Secret records this about the encryption of the data. */
    static boolean records(boolean encrypted, JsonNode live) {
        return ObjectMetas.annotation(live, Annotations.ENCRYPTION).equals(Boolean.toString(encrypted));
    }

    /** The live Secret with all of it, to be written. */
    static JsonNode whole(ObjectMeta desired, JsonNode live) {
        ObjectNode whole = live.deepCopy();
        ObjectNode metadata = whole.withObject("metadata");
        ObjectNode labels = metadata.withObject("labels");
        for (Map.Entry<String, String> label : desired.getLabels().entrySet()) {
            labels.put(label.getKey(), label.getValue());
        }
        metadata.withObject("annotations").remove(Annotations.RETAINED_FOR);
        if (records(desired) && !isRecorded(live)) {
            metadata.withObject("annotations")
                    .put(Annotations.ENCRYPTION, desired.getAnnotations().get(Annotations.ENCRYPTION));
        }
        metadata.withObject("annotations").remove(Annotations.RELEASE);
        if (records(desired)) {
            EncryptionRecord.addedKey(desired)
                    .ifPresentOrElse(
                            since -> metadata.withObject("annotations").put(Annotations.ADDED_KEY, since),
                            () -> metadata.withObject("annotations").remove(Annotations.ADDED_KEY));
        }
        for (OwnerReference owner : desired.getOwnerReferences()) {
            if (!ObjectMetas.isControlledBy(live, owner.getUid())) {
                metadata.withArray("ownerReferences").add(ObjectMetas.of(owner));
            }
        }
        return whole;
    }
}
