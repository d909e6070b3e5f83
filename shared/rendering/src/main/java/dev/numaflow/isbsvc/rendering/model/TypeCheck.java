package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.TreeSize;
import dev.numaflow.isbsvc.rendering.input.Violation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks a tree against its Java type, and lists every field that does not fit. */
final class TypeCheck {

    private static final int SHOWN = 60;
    private static final Pattern HIDDEN = Pattern.compile(".*\\.(startArgs|env\\[[0-9]+\\]\\.value)(\\[.*)?");

    private final ObjectMapper mapper;
    private final List<Violation> violations;
    private final List<Runnable> removals = new ArrayList<>();

    TypeCheck(ObjectMapper mapper, List<Violation> violations) {
        this.mapper = mapper;
        this.violations = violations;
    }

    /** Removes unknown fields from the tree: some types would keep them and pass them on. */
    void removeUnknownFields() {
        removals.forEach(Runnable::run);
    }

    void check(JsonNode node, Type type, String path) {
        check(node, mapper.constructType(type), path);
    }

    private void check(JsonNode node, JavaType type, String path) {
        if (node.isMissingNode() || node.isNull()) {
            return;
        }
        Class<?> raw = type.getRawClass();
        if (type.isCollectionLikeType()) {
            checkList(node, type, path);
        } else if (type.isMapLikeType()) {
            checkMap(node, type, path);
        } else if (raw == String.class) {
            checkText(node, path);
        } else if (raw == Integer.class || raw == Long.class) {
            NumberBound bound = NumberBound.of(path, raw);
            require(bound.holds(node), node, path, bound.allowed());
        } else if (raw == Boolean.class) {
            require(node.isBoolean(), node, path, "true or false");
        } else if (raw == Quantity.class) {
            require(isQuantity(node), node, path, Quantities.ALLOWED);
        } else if (raw == IntOrString.class) {
            require(node.isInt() || node.isTextual(), node, path, "a whole number or a text");
        } else {
            checkFields(node, type, path);
        }
    }

    private void checkList(JsonNode node, JavaType type, String path) {
        if (require(node.isArray(), node, path, "a list") && fewEnough(node, path)) {
            for (int i = 0; i < node.size(); i++) {
                checkElement(node.get(i), type.getContentType(), path + "[" + i + "]");
            }
        }
    }

    private void checkMap(JsonNode node, JavaType type, String path) {
        if (require(node.isObject(), node, path, "fields with values") && fewEnough(node, path)) {
            node.properties()
                    .forEach(e ->
                            checkElement(e.getValue(), type.getContentType(), path + "." + Shown.name(e.getKey())));
        }
    }

    /** A null field counts as absent; a null element is a violation. */
    private void checkElement(JsonNode node, JavaType type, String path) {
        if (require(!node.isNull(), node, path, "a value; take the empty one out")) {
            check(node, type, path);
        }
    }

    private void checkFields(JsonNode node, JavaType type, String path) {
        if (!require(node.isObject(), node, path, "an object")) {
            return;
        }
        Map<String, JavaType> known = fieldsOf(type);
        KubernetesFields.required(type.getRawClass()).stream()
                .filter(field -> !node.hasNonNull(field))
                .forEach(field ->
                        violations.add(new Violation(path + "." + field, "nothing", "a value: it is required")));
        node.properties().forEach(field -> {
            String at = path + "." + Shown.name(field.getKey());
            JavaType expected = known.get(field.getKey());
            if (expected == null) {
                violations.add(Violation.unknownField(at, known.keySet()));
                removals.add(() -> ((ObjectNode) node).remove(field.getKey()));
            } else {
                check(field.getValue(), expected, at);
            }
        });
    }

    private Map<String, JavaType> fieldsOf(JavaType type) {
        return mapper.getDeserializationConfig().introspect(type).findProperties().stream()
                .filter(BeanPropertyDefinition::couldDeserialize)
                .filter(field -> KubernetesFields.isKnown(type.getRawClass(), field.getName()))
                .collect(Collectors.toMap(
                        BeanPropertyDefinition::getName,
                        BeanPropertyDefinition::getPrimaryType,
                        (a, b) -> a,
                        TreeMap::new));
    }

    private void checkText(JsonNode node, String path) {
        if (require(node.isTextual(), node, path, "a text; put numbers and true or false in quotes")) {
            int bytes = TreeSize.length(node.textValue());
            requireBound(bytes <= Bounds.TEXT_BYTES, path, bytes + " bytes", "at most " + Bounds.TEXT_BYTES + " bytes");
        }
    }

    private boolean fewEnough(JsonNode node, String path) {
        boolean few = node.size() <= Bounds.ELEMENTS;
        requireBound(few, path, node.size() + " elements", "at most " + Bounds.ELEMENTS);
        return few;
    }

    private static boolean isQuantity(JsonNode node) {
        return (node.isTextual() || node.isNumber())
                && Quantities.amount(node.asText()).isPresent();
    }

    private boolean require(boolean fits, JsonNode found, String path, String allowed) {
        if (!fits) {
            violations.add(new Violation(path, shown(found, path), allowed));
        }
        return fits;
    }

    private void requireBound(boolean fits, String path, String found, String allowed) {
        if (!fits) {
            violations.add(new Violation(path, found, allowed));
        }
    }

    /** A value that may be a password is not shown. */
    private static String shown(JsonNode found, String path) {
        if (found.isNull()) {
            return "nothing";
        }
        if (found.isBigInteger()) {
            return "a number that fits into no field";
        }
        if (HIDDEN.matcher(path).matches()) {
            return found.isContainerNode() ? "a list or fields" : "a value of another type";
        }
        String text = found.toString();
        return Shown.cut(text, SHOWN);
    }
}
