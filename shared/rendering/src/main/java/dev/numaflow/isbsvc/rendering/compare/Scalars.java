package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import java.util.Set;

/** Decides whether two differently written values are equal. */
final class Scalars {

    /** The maps whose values are quantities, and the single fields that are. */
    private static final Set<String> QUANTITY_MAPS = Set.of("limits", "requests", "capacity", "overhead");

    private static final Set<String> QUANTITIES = Set.of("sizeLimit", "divisor");

    private Scalars() {}

    /**
     * Whether the values are equal.
     *
     * @param parent the name of the field that holds {@code field}
     */
    static boolean same(JsonNode desired, JsonNode live, String parent, String field) {
        if (desired.isNumber() && live.isNumber()) {
            return desired.decimalValue().compareTo(live.decimalValue()) == 0;
        }
        if (QUANTITY_MAPS.contains(parent) || QUANTITIES.contains(field)) {
            return sameQuantity(desired.asText(), live.asText());
        }
        return desired.equals(live);
    }

    static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** Values that the API server omits when it serializes an object. */
    static boolean isZero(JsonNode node) {
        return isAbsent(node)
                || (node.isContainerNode() && node.isEmpty())
                || (node.isTextual() && node.textValue().isEmpty())
                || (node.isBoolean() && !node.booleanValue())
                || (node.isNumber() && node.decimalValue().signum() == 0);
    }

    /** A text that is no quantity, or is out of bounds, is compared literally. */
    private static boolean sameQuantity(String desired, String live) {
        return desired.equals(live)
                || Quantities.amount(desired)
                        .flatMap(ours -> Quantities.amount(live).map(theirs -> ours.compareTo(theirs) == 0))
                        .orElse(false);
    }
}
