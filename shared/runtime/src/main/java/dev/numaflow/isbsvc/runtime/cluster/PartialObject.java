package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.model.Unread;
import dev.numaflow.isbsvc.runtime.cluster.ObjectReader.Slice;
import java.io.IOException;
import java.util.Set;

/**
 * The part of a too large or unreadable object that identifies it, its owner and the service that it uses. It is marked as partial,
 * so that what is left out does not count as absent, and it is never written.
 */
final class PartialObject {

    private static final String METADATA = "metadata";

    /** What users and controllers write at length is left out. */
    private static final Set<String> LEFT_OUT = Set.of("managedFields", "annotations");

    /** The API server's limit for all annotations together. */
    private static final int LONGEST_PART = 256 << 10;

    private static final int LONGEST_ANNOTATION = 1024;

    private PartialObject() {}

    /** The partial object. @param why the rest is left out */
    static ObjectNode of(Slice object, String why) throws IOException {
        ObjectNode partial = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = partial.putObject(METADATA);
        ObjectReader.eachPart(object, (name, part) -> {
            switch (name) {
                case METADATA -> ObjectReader.eachPart(part, (field, value) -> keep(metadata, field, value));
                case "spec" -> partial.set("spec", spec(part));
                case "status" -> keep(partial, name, part);
                default -> {}
            }
        });
        return partial.put(Unread.FIELD, why);
    }

    private static void keep(ObjectNode to, String field, Slice value) throws IOException {
        if (field.equals("annotations")) {
            annotations(to.putObject(field), value);
        } else if (!LEFT_OUT.contains(field) && value.length() <= LONGEST_PART) {
            set(to, field, value);
        }
    }

    private static void annotations(ObjectNode to, Slice values) throws IOException {
        ObjectReader.eachPart(values, (name, value) -> {
            if (value.length() <= LONGEST_ANNOTATION) {
                set(to, name, value);
            }
        });
    }

    /** A part that is itself unreadable is left out as well. */
    private static void set(ObjectNode to, String field, Slice value) throws IOException {
        try {
            to.set(field, ObjectReader.tree(value));
        } catch (IOException e) {
            if (ObjectReader.whyNot(e).isEmpty()) {
                throw e;
            }
        }
    }

    /** The name of the service of a Pipeline, or of the one in a ServingPipeline. */
    private static ObjectNode spec(Slice spec) throws IOException {
        ObjectNode partial = JsonNodeFactory.instance.objectNode();
        ObjectReader.eachPart(spec, (field, value) -> {
            if (field == null) {
                return;
            }
            if (field.equals(PipelineLikes.SERVICE_NAME) && value.length() <= LONGEST_ANNOTATION) {
                JsonNode name = ObjectReader.tree(value);
                partial.set(field, name.isTextual() ? name : TextNode.valueOf(""));
            } else if (field.equals("pipeline")) {
                partial.set(field, spec(value));
            }
        });
        return partial;
    }
}
