package dev.numaflow.isbsvc.rendering.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads JSON that this operator wrote into an annotation or a status, where it may have been edited by hand. */
public final class JsonText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonText() {}

    /** The tree; a missing node where the text is no JSON: it counts as absent, and is rewritten. */
    public static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException editedByHand) {
            return JSON.missingNode();
        }
    }
}
