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
    static boolean same(JsonNode wanted, JsonNode live, String parent, String field) {
        if (wanted.isNumber() && live.isNumber()) {
            return wanted.decimalValue().compareTo(live.decimalValue()) == 0;
        }
        if (QUANTITY_MAPS.contains(parent) || QUANTITIES.contains(field)) {
            return sameQuantity(wanted.asText(), live.asText());
        }
        return wanted.equals(live);
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
    private static boolean sameQuantity(String wanted, String live) {
        return wanted.equals(live)
                || Quantities.amount(wanted)
                        .flatMap(ours -> Quantities.amount(live).map(theirs -> ours.compareTo(theirs) == 0))
                        .orElse(false);
    }
}
