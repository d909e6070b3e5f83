package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields that other managers own at and below one path of a live object, from its managedFields. They distinguish an addition by a
 * person or tool from a default of the API server.
 */
final class ForeignFields {

    private static final String FIELD = "f:";
    private static final String KEY = "k:";
    private static final String VALUE = "v:";
    private static final String INDEX = "i:";

    /** One manager's FieldsV1 at this path; an empty one means that everything below is owned, too. */
    private record Claim(String manager, JsonNode fields) {}

    private final List<Claim> claims;

    private ForeignFields(List<Claim> claims) {
        this.claims = claims;
    }

    /** What others own of an object, without the status. */
    static ForeignFields of(JsonNode live, String ourManager) {
        List<Claim> claims = new ArrayList<>();
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            String manager = entry.path("manager").asText();
            boolean ofStatus = entry.path("subresource").asText().equals("status");
            if (!manager.equals(ourManager)
                    && !ofStatus
                    && entry.path("fieldsV1").isObject()) {
                claims.add(new Claim(manager, entry.path("fieldsV1")));
            }
        }
        return new ForeignFields(claims);
    }

    /** Another manager that owns something here, if any. */
    Optional<String> owner() {
        return claims.stream().map(Claim::manager).findFirst();
    }

    ForeignFields field(String name) {
        return below((step, ignored) -> step.equals(FIELD + name), null);
    }

    /** The element of a list, by key, value or index. */
    ForeignFields element(int index, JsonNode element) {
        return below(
                (step, live) -> step.equals(INDEX + index)
                        || (step.startsWith(KEY) && hasKey(live, JsonText.tree(step.substring(KEY.length()))))
                        || (step.startsWith(VALUE) && live.equals(JsonText.tree(step.substring(VALUE.length())))),
                element);
    }

    private interface Step {
        boolean leadsTo(String step, JsonNode element);
    }

    private ForeignFields below(Step desired, JsonNode element) {
        List<Claim> found = new ArrayList<>();
        for (Claim claim : claims) {
            if (claim.fields().isEmpty()) {
                found.add(claim);
            }
            for (Map.Entry<String, JsonNode> step : claim.fields().properties()) {
                if (desired.leadsTo(step.getKey(), element)) {
                    found.add(new Claim(claim.manager(), step.getValue()));
                }
            }
        }
        return new ForeignFields(found);
    }

    private static boolean hasKey(JsonNode element, JsonNode key) {
        return key.isObject()
                && key.properties().stream().allMatch(part -> part.getValue().equals(element.path(part.getKey())));
    }
}
