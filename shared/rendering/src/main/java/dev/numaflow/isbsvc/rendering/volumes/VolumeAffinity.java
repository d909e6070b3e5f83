package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Which machines can use a volume that is on one of them, as its node affinity says. A volume of a zone is none: where the zone has no
 * machine for a while, the volume is still there.
 *
 * @param selectors each selects machines by the label with their name; whatever else is asked of them says nothing of whether they are there
 * @param machines the names by which the affinity calls them, and the one for which the volume was made
 */
public record VolumeAffinity(List<String> selectors, SortedSet<String> machines) {

    private static final String HOST_NAME = "kubernetes.io/hostname";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9./_-]{0,315}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");
    private static final int MOST = 8;

    public VolumeAffinity {
        selectors = List.copyOf(selectors);
        machines = Collections.unmodifiableSortedSet(new TreeSet<>(machines));
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
            Optional<JsonNode> machine = machine(term, selectedNode);
            if (machine.isEmpty() || !isReadable(term)) {
                return Optional.empty();
            }
            selectors.add(selector(machine.get()));
            values(machine.get()).forEach(machines::add);
        }
        if (!selectedNode.isEmpty()) {
            machines.add(selectedNode);
        }
        return selectors.isEmpty() || selectors.size() > MOST
                ? Optional.empty()
                : Optional.of(new VolumeAffinity(selectors, machines));
    }

    /** By its host name; or by a key of the driver's own, whose value is the name of the machine that the volume was made for. */
    private static Optional<JsonNode> machine(JsonNode term, String selectedNode) {
        return stream(term.path("matchExpressions"))
                .filter(each -> each.path("operator").asText().equals("In"))
                .filter(each -> values(each)
                        .anyMatch(value -> each.path("key").asText().equals(HOST_NAME) || value.equals(selectedNode)))
                .findFirst();
    }

    private static String selector(JsonNode machine) {
        return machine.path("key").asText() + " in (" + values(machine).collect(Collectors.joining(",")) + ")";
    }

    /** Whatever else a term asks for only narrows it, where it is understood. */
    private static boolean isReadable(JsonNode term) {
        return term.path("matchExpressions").size() <= MOST
                && term.path("matchFields").isEmpty()
                && stream(term.path("matchExpressions")).allMatch(VolumeAffinity::isPlain);
    }

    private static boolean isPlain(JsonNode expression) {
        return OPERATORS.contains(expression.path("operator").asText())
                && KEY.matcher(expression.path("key").asText()).matches()
                && expression.path("values").size() <= MOST
                && values(expression).allMatch(value -> VALUE.matcher(value).matches());
    }

    private static Stream<String> values(JsonNode expression) {
        return stream(expression.path("values")).map(JsonNode::asText);
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
