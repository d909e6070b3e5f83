package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the key Secret records about the data of a service.
 *
 * @param encrypted whether the stored data is encrypted
 * @param addedKey since when servers may have started with a key although the data is recorded as plain, as {@link AddedKey} writes
 *     it; empty where none was added
 */
public record EncryptionRecord(boolean encrypted, Optional<String> addedKey) {

    /** A record without an added key. */
    public static EncryptionRecord of(boolean encrypted) {
        return new EncryptionRecord(encrypted, Optional.empty());
    }

    Map<String, String> annotations() {
        Map<String, String> annotations = new HashMap<>(Map.of(Annotations.ENCRYPTION, Boolean.toString(encrypted)));
        addedKey.ifPresent(since -> annotations.put(Annotations.ADDED_KEY, since));
        return annotations;
    }

    /** Reads the added key from metadata that was rendered with it. */
    public static Optional<String> addedKey(ObjectMeta metadata) {
        return Optional.ofNullable(metadata.getAnnotations())
                .map(annotations -> annotations.get(Annotations.ADDED_KEY));
    }
}
