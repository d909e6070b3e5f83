package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;

/**
 * A live ConfigMap to which somebody has added a key and nothing else. As long as nothing else is to be changed it stays as it stands,
 * annotations included: any write of ours would hide when the key came.
 */
public record KeptConfig(JsonNode configMap) {

    /** The digest that it carries, of what was rendered before the key came. */
    public String rendered() {
        return annotation(Annotations.RENDERED);
    }

    String text() {
        return configMap.path("data").path(Keys.NATS_CONF).asText();
    }

    /** Empty where it has none of this name. */
    String annotation(String name) {
        return configMap.at("/metadata/annotations").path(name).asText();
    }
}
