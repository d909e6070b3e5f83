package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Which machines can use a volume that is on one of them, as its node affinity says. A volume of a zone is none: where the zone has no
 * machine for a while, the volume is still there.
 *
 * @param selectors each selects machines by their labels; one of any of them can use the volume
 * @param machines the names by which the affinity calls them
 */
public record VolumeAffinity(List<String> selectors, String machines) {

    private static final String HOST_NAME = "kubernetes.io/hostname";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9./_-]{0,315}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int MOST = 8;

    public VolumeAffinity {
        selectors = List.copyOf(selectors);
    }

    /**
     * Reads it from a PersistentVolume.
     *
     * @param selectedNode the machine for which the scheduler had the volume made, as its claim records it; empty where it does not
     * @return empty where the volume is not one of a machine, or its affinity says what no label selector can say
     */
    public static Optional<VolumeAffinity> of(JsonNode volume, String selectedNode) {
        JsonNode terms = volume.at("/spec/nodeAffinity/required/nodeSelectorTerms");
        List<String> selectors = new ArrayList<>();
        TreeSet<String> machines = new TreeSet<>();
        for (JsonNode term : terms) {
            Optional<String> machine = machine(term, selectedNode);
            Optional<String> selector = selector(term);
            if (machine.isEmpty() || selector.isEmpty()) {
                return Optional.empty();
            }
            selectors.add(selector.get());
            machines.add(machine.get());
        }
        return selectors.isEmpty() || selectors.size() > MOST
                ? Optional.empty()
                : Optional.of(new VolumeAffinity(selectors, String.join(", ", machines)));
    }

    /** By its host name; or by a key of the driver's own, whose value is the name of the machine that the volume was made for. */
    private static Optional<String> machine(JsonNode term, String selectedNode) {
        return stream(term.path("matchExpressions"))
                .filter(each -> each.path("operator").asText().equals("In"))
                .flatMap(each -> stream(each.path("values"))
                        .map(JsonNode::asText)
                        .filter(value -> each.path("key").asText().equals(HOST_NAME) || value.equals(selectedNode)))
                .findFirst();
    }

    private static Optional<String> selector(JsonNode term) {
        List<String> requirements = new ArrayList<>();
        for (JsonNode expression : term.path("matchExpressions")) {
            Optional<String> requirement = requirement(expression);
            if (requirement.isEmpty()) {
                return Optional.empty();
            }
            requirements.add(requirement.get());
        }
        boolean isBounded =
                requirements.size() <= MOST && term.path("matchFields").isEmpty();
        return isBounded ? Optional.of(String.join(",", requirements)) : Optional.empty();
    }

    private static Optional<String> requirement(JsonNode expression) {
        String key = expression.path("key").asText();
        List<String> values =
                stream(expression.path("values")).map(JsonNode::asText).toList();
        boolean isPlain = KEY.matcher(key).matches()
                && values.size() <= MOST
                && values.stream().allMatch(value -> VALUE.matcher(value).matches());
        if (!isPlain) {
            return Optional.empty();
        }
        return switch (expression.path("operator").asText()) {
            case "In" -> Optional.of(key + " in (" + String.join(",", values) + ")");
            case "NotIn" -> Optional.of(key + " notin (" + String.join(",", values) + ")");
            case "Exists" -> Optional.of(key);
            case "DoesNotExist" -> Optional.of("!" + key);
            default -> Optional.empty();
        };
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
