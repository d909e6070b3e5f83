package dev.numaflow.isbsvc.rendering.naming;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The annotation {@code release: "true"}: on a service it asks the functions to leave it to Numaflow's controller, on an object of the
 * service it says that they have, and the fence lets that controller write it.
 */
public final class ReleaseMark {

    private static final String ON = "true";

    private ReleaseMark() {}

    /** Whether an object has it. */
    public static boolean isOn(JsonNode object) {
        return object.at("/metadata/annotations")
                .path(Annotations.RELEASE)
                .asText()
                .equals(ON);
    }

    /** The same object with it. */
    public static ObjectNode on(JsonNode object) {
        ObjectNode marked = object.deepCopy();
        marked.withObject("/metadata/annotations").put(Annotations.RELEASE, ON);
        return marked;
    }
}
