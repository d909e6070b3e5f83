package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;

/**
 * A live ConfigMap that was edited only to add a key. Until something else has to change it is left untouched, annotations
 * included: any write would hide when the key was added.
 */
public record KeptConfig(JsonNode configMap) {

    /** The digest that it carries: of the configuration rendered before the key was added. */
    public String rendered() {
        return annotation(Annotations.RENDERED);
    }

    String text() {
        return configMap.path("data").path(Keys.NATS_CONF).asText();
    }

    /** The annotation's value; empty where there is none. */
    String annotation(String name) {
        return configMap.at("/metadata/annotations").path(name).asText();
    }
}
