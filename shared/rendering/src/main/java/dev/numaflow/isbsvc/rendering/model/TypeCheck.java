package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares a tree with the Java type that it is to become, and lists every field that does not fit. */
final class TypeCheck {

    private static final int SHOWN = 60;

    private final ObjectMapper mapper;
    private final List<Violation> violations;

    TypeCheck(ObjectMapper mapper, List<Violation> violations) {
        this.mapper = mapper;
        this.violations = violations;
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
            require(node.isTextual(), node, path, "a text; put numbers and true or false in quotes");
        } else if (raw == Integer.class || raw == Long.class) {
            require(fits(node, raw), node, path, "a whole number");
        } else if (raw == Boolean.class) {
            require(node.isBoolean(), node, path, "true or false");
        } else if (raw == Quantity.class) {
            require(isQuantity(node), node, path, "a quantity such as 500m, 128Mi or 20Gi");
        } else if (raw == IntOrString.class) {
            require(node.isInt() || node.isTextual(), node, path, "a whole number or a text");
        } else {
            checkFields(node, type, path);
        }
    }

    private void checkList(JsonNode node, JavaType type, String path) {
        if (require(node.isArray(), node, path, "a list")) {
            for (int i = 0; i < node.size(); i++) {
                check(node.get(i), type.getContentType(), path + "[" + i + "]");
            }
        }
    }

    private void checkMap(JsonNode node, JavaType type, String path) {
        if (require(node.isObject(), node, path, "fields with values")) {
            node.properties().forEach(e -> check(e.getValue(), type.getContentType(), path + "." + e.getKey()));
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
            String at = path + "." + field.getKey();
            JavaType expected = known.get(field.getKey());
            if (expected == null) {
                violations.add(Violation.unknownField(at, known.keySet()));
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

    private static boolean fits(JsonNode node, Class<?> raw) {
        return raw == Integer.class ? node.canConvertToInt() && node.isIntegralNumber() : node.isIntegralNumber();
    }

    private static boolean isQuantity(JsonNode node) {
        if (!node.isTextual() && !node.isNumber()) {
            return false;
        }
        try {
            new Quantity(node.asText()).getNumericalAmount();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean require(boolean fits, JsonNode found, String path, String allowed) {
        if (!fits) {
            violations.add(new Violation(path, shown(found), allowed));
        }
        return fits;
    }

    private static String shown(JsonNode found) {
        String text = found.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
