package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the key Secret records of the data of a service.
 *
 * @param encrypted how what is stored can be read
 * @param addedKey since when servers may have started with a key although the data is recorded as plain, as {@link AddedKey} writes it;
 *     nothing where nobody added one
 */
public record EncryptionRecord(boolean encrypted, Optional<String> addedKey) {

    /** Where nothing contradicts it. */
    public static EncryptionRecord of(boolean encrypted) {
        return new EncryptionRecord(encrypted, Optional.empty());
    }

    Map<String, String> annotations() {
        Map<String, String> annotations = new HashMap<>(Map.of(Annotations.ENCRYPTION, Boolean.toString(encrypted)));
        addedKey.ifPresent(since -> annotations.put(Annotations.ADDED_KEY, since));
        return annotations;
    }

    /** Reads it from metadata that was rendered with it. */
    public static Optional<String> addedKey(ObjectMeta metadata) {
        return Optional.ofNullable(metadata.getAnnotations())
                .map(annotations -> annotations.get(Annotations.ADDED_KEY));
    }
}
