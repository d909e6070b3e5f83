package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The claims of the nodes that a StatefulSet has, and no others: those of nodes that were scaled away stay as they are.
 *
 * @param names of the claims that there should be, in the order of the ordinals
 * @param template the size that new claims get
 * @param live the claims that there are
 */
public record VolumeClaims(List<String> names, VolumeSize template, List<JsonNode> live) {

    private static final String TEMPLATE = "/spec/volumeClaimTemplates/0";

    public VolumeClaims {
        names = List.copyOf(names);
        live = List.copyOf(live);
    }

    /** Picks them among the claims of the service. */
    public static VolumeClaims of(JsonNode statefulSet, List<JsonNode> claims) {
        String prefix = statefulSet.at(TEMPLATE).at("/metadata/name").asText() + "-"
                + statefulSet.at("/metadata/name").asText() + "-";
        int replicas = Math.min(statefulSet.at("/spec/replicas").asInt(1), Bounds.NODES);
        List<String> names = IntStream.range(0, replicas)
                .mapToObj(ordinal -> prefix + ordinal)
                .toList();
        return new VolumeClaims(
                names,
                VolumeSize.of(statefulSet.at(TEMPLATE).at("/spec/resources/requests/storage")),
                claims.stream().filter(claim -> names.contains(name(claim))).toList());
    }

    private static String name(JsonNode claim) {
        return claim.at("/metadata/name").asText();
    }

    /** The claim of the node with that ordinal. */
    Optional<ClaimState> at(int ordinal) {
        return live(names.get(ordinal)).map(ClaimState::of);
    }

    /** The claim of that name, as it was read. */
    public Optional<JsonNode> live(String name) {
        return live.stream().filter(claim -> name(claim).equals(name)).findFirst();
    }

    /** Those that there are. */
    Stream<ClaimState> states() {
        return live.stream().map(ClaimState::of);
    }

    /** Why they cannot be grown, as far as they show that themselves; empty where nothing does. */
    public Optional<String> obstacle(VolumeSize target) {
        return names.stream().flatMap(name -> obstacle(name, target).stream()).findFirst();
    }

    private Optional<String> obstacle(String name, VolumeSize target) {
        Optional<ClaimState> claim = live(name).map(ClaimState::of);
        if (claim.isEmpty()) {
            return Optional.of("the claim " + name + " does not exist");
        }
        ClaimState state = claim.get();
        if (state.isTerminating()) {
            return Optional.of("the claim " + name + " is being deleted");
        }
        if (!state.phase().equals("Bound")) {
            return Optional.of("the claim " + name + " is " + state.phase() + ", and only a bound one can grow");
        }
        return state.storageClass().isEmpty() && state.capacity().isBelow(target)
                ? Optional.of("the claim " + name + " has no storage class that could say whether its volume can grow")
                : Optional.empty();
    }

    /** The next claim whose spec has to be written, as it is to be; empty where each asks for enough, or has it. */
    public Optional<JsonNode> next(VolumeSize target) {
        return names.stream()
                .flatMap(name -> live(name).stream())
                .filter(claim -> ClaimState.of(claim).isToAskFor(target))
                .findFirst()
                .map(claim -> asking(claim, target));
    }

    /** The claim with another size in its spec. */
    public static JsonNode asking(JsonNode claim, VolumeSize size) {
        ObjectNode changed = claim.deepCopy();
        changed.withObject("/spec/resources/requests").put("storage", size.text());
        return changed;
    }
}
