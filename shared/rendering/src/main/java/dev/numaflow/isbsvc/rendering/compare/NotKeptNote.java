package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The note on a child that the API server, or a webhook, does not keep what we write. It decides which differences were seen before to be
 * reverted after two writes: all of the child, and those of its pod template alone. The partition is in neither, because steps move it.
 */
public final class NotKeptNote {

    private static final String TEMPLATE = "spec.template.";
    private static final String PARTITION = "spec.updateStrategy.rollingUpdate.partition";

    private NotKeptNote() {}

    /** The text of the note for this rendering and what is lost of it. */
    public static String of(JsonNode desired, List<Difference> lost) {
        return digest(desired, lost, path -> true) + " " + ofTemplate(desired, lost);
    }

    /** Whether the note on the live child is this one. An addition never is in it: one write shows whether it is a default. */
    public static boolean explains(JsonNode live, JsonNode desired, List<Difference> differences) {
        return isOfRendered(differences) && note(live).equals(of(desired, differences));
    }

    /** Whether these differences of the pod template are in the note, whatever else is. */
    public static boolean explainsTemplate(JsonNode live, JsonNode desired, List<Difference> differences) {
        return isOfRendered(differences) && note(live).endsWith(" " + ofTemplate(desired, differences));
    }

    private static boolean isOfRendered(List<Difference> differences) {
        return !differences.isEmpty() && differences.stream().noneMatch(Difference::isAddition);
    }

    private static String ofTemplate(JsonNode desired, List<Difference> differences) {
        return digest(desired, differences, path -> path.startsWith(TEMPLATE));
    }

    private static String digest(JsonNode desired, List<Difference> differences, Predicate<String> counts) {
        String places = differences.stream()
                .map(Difference::path)
                .filter(path -> !path.equals(PARTITION) && counts.test(path))
                .sorted()
                .collect(Collectors.joining(" "));
        return Digest.sha256(annotation(desired, Annotations.RENDERED) + " " + places);
    }

    private static String note(JsonNode live) {
        return annotation(live, Annotations.NOT_KEPT);
    }

    private static String annotation(JsonNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }
}
