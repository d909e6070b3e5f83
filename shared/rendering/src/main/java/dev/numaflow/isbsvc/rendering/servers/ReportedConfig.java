package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Whether two servers report the same configuration of a stream or consumer, as it was given to them. */
final class ReportedConfig {

    /** What servers write about themselves; newer ones do so where they are given something without it. */
    private static final List<String> OWN = List.of("_nats.ver", "_nats.level", "_nats.req.level");

    private static final String METADATA = "metadata";

    private ReportedConfig() {}

    /**
     * Whether it is the one of the copy.
     *
     * @param isOtherVersion whether another version of the server reports it, which has fields that the one of the copy does not know
     */
    static boolean isSame(JsonNode config, JsonNode copy, boolean isOtherVersion) {
        JsonNode own = given(config);
        JsonNode its = given(copy);
        return isOtherVersion ? hasAll(own, its) : own.equals(its);
    }

    private static boolean hasAll(JsonNode config, JsonNode copy) {
        return copy.isObject()
                ? copy.properties().stream()
                        .allMatch(field -> hasAll(
                                config.isObject() ? config.path(field.getKey()) : MissingNode.getInstance(),
                                field.getValue()))
                : config.equals(copy);
    }

    private static JsonNode given(JsonNode config) {
        if (!(config.path(METADATA) instanceof ObjectNode metadata)) {
            return config;
        }
        ObjectNode given = config.deepCopy();
        ObjectNode left = metadata.deepCopy().remove(OWN);
        return left.isEmpty() ? given.without(METADATA) : given.set(METADATA, left);
    }
}
