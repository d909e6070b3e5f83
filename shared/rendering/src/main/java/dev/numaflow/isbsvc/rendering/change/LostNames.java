package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * Decides under which names a service finds how its data is encrypted, when its StatefulSet is lost. A claim records that before its node is
 * replaced, and again when the node is complete: one without a record has nothing yet that other claims have not.
 */
public final class LostNames {

    private LostNames() {}

    /**
     * Decides.
     *
     * @param claims that still exist
     * @param newest of the names whose ConfigMap still exists; asked where no claim records any
     * @return a refusal where claims differ: it was lost while they were taken from one encryption to the next, and a StatefulSet is made of
     *     one template
     */
    public static Parsed<Integer> of(List<JsonNode> claims, IntSupplier newest) {
        Map<String, String> recorded = new TreeMap<>();
        claims.stream()
                .filter(claim -> claim.at("/metadata/annotations").has(Annotations.ENCRYPTION_SUFFIX))
                .forEach(claim -> recorded.merge(
                        Integer.toString(RunningEncryption.recorded(claim)),
                        claim.at("/metadata/name").asText(),
                        (some, another) -> some + ", " + another));
        if (recorded.size() > 1) {
            return Parsed.refused(
                    new Violation(
                            "PersistentVolumeClaims, annotation " + Annotations.ENCRYPTION_SUFFIX,
                            recorded.entrySet().stream()
                                    .map(each -> "\"" + each.getKey() + "\" on " + each.getValue())
                                    .collect(Collectors.joining(", ")),
                            "one value. Claims of nodes that were removed before, with the highest ordinals, may have kept an older one: take"
                                    + " the annotation off these. Else the StatefulSet was lost while the encryption of the nodes was changed one by"
                                    + " one, and each claim has a copy of every stream of three copies or more: delete those of one value, as long as the others are a"
                                    + " majority, and they are made anew from these; where neither is, restore the StatefulSet as it was"));
        }
        return Parsed.of(
                recorded.isEmpty()
                        ? newest.getAsInt()
                        : Integer.parseInt(recorded.keySet().iterator().next()));
    }
}
