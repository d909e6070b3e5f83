package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The keywords of a schema for one value: type, enum, bounds, lengths, pattern, combinations. */
final class ValueRules {
    private ValueRules() {}

    static boolean typeFits(JsonNode value, Schema schema) {
        if (schema.intOrString() || schema.quantity()) {
            return value.isTextual() || value.isNumber();
        }
        return switch (schema.type()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" ->
                value.isIntegralNumber()
                        || value.isNumber()
                                && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    static Violation wrongType(JsonNode value, Schema schema, String path) {
        String found = value.isNumber() ? "number" : value.getNodeType().name().toLowerCase(Locale.ROOT);
        if (value.isIntegralNumber()) {
            found = "integer";
        }
        String wanted = schema.intOrString() ? "integer,string" : schema.type();
        return new Violation(
                path,
                Violation.Reason.FieldValueTypeInvalid,
                "Invalid value: \"" + found + "\": " + path + " in body must be of type " + wanted + ": \"" + found
                        + "\"");
    }

    static List<Violation> check(JsonNode value, Schema schema, String path) {
        List<Violation> violations = new ArrayList<>();
        JsonNode node = schema.node();
        if (node.has("enum") && !contains(node.get("enum"), value)) {
            violations.add(new Violation(
                    path,
                    Violation.Reason.FieldValueNotSupported,
                    "Unsupported value: " + value + ": supported values: " + supported(node.get("enum"))));
        }
        if (value.isNumber()) {
            numbers(value.decimalValue(), node, path, violations);
        } else if (value.isTextual()) {
            texts(value.asText(), node, path, violations);
        } else if (value.isArray()) {
            sizes(value.size(), node, "minItems", "maxItems", path, violations);
        } else if (value.isObject()) {
            sizes(value.size(), node, "minProperties", "maxProperties", path, violations);
        }
        combinations(value, node, path, violations);
        return violations;
    }

    private static void numbers(BigDecimal value, JsonNode node, String path, List<Violation> violations) {
        if (node.has("minimum")) {
            int order = value.compareTo(node.get("minimum").decimalValue());
            boolean exclusive = node.path("exclusiveMinimum").asBoolean();
            add(
                    order < 0 || exclusive && order == 0,
                    path,
                    value,
                    "greater than or equal to " + node.get("minimum"),
                    violations);
        }
        if (node.has("maximum")) {
            int order = value.compareTo(node.get("maximum").decimalValue());
            boolean exclusive = node.path("exclusiveMaximum").asBoolean();
            add(
                    order > 0 || exclusive && order == 0,
                    path,
                    value,
                    "less than or equal to " + node.get("maximum"),
                    violations);
        }
        if (node.has("multipleOf")) {
            boolean off = value.remainder(node.get("multipleOf").decimalValue()).signum() != 0;
            add(off, path, value, "a multiple of " + node.get("multipleOf"), violations);
        }
    }

    private static void texts(String value, JsonNode node, String path, List<Violation> violations) {
        sizes(value.codePointCount(0, value.length()), node, "minLength", "maxLength", path, violations);
        if (node.has("pattern")
                && !Pattern.compile(node.get("pattern").asText()).matcher(value).find()) {
            violations.add(Violation.invalid(
                    path,
                    "\"" + value + "\"",
                    path + " in body should match '" + node.get("pattern").asText() + "'"));
        }
    }

    private static void sizes(
            int size, JsonNode node, String least, String most, String path, List<Violation> violations) {
        if (node.has(least) && size < node.get(least).asInt()) {
            violations.add(Violation.invalid(path, size, path + " in body should have at least " + node.get(least)));
        }
        if (node.has(most) && size > node.get(most).asInt()) {
            violations.add(new Violation(
                    path, Violation.Reason.FieldValueTooLong, "Too long: may not be more than " + node.get(most)));
        }
    }

    private static void combinations(JsonNode value, JsonNode node, String path, List<Violation> violations) {
        for (JsonNode each : node.path("allOf")) {
            violations.addAll(ValueRules.subschema(value, each, path));
        }
        int any = matching(value, node.path("anyOf"), path);
        add(node.has("anyOf") && any == 0, path, value, "valid against at least one of anyOf", violations);
        int one = matching(value, node.path("oneOf"), path);
        add(node.has("oneOf") && one != 1, path, value, "valid against exactly one of oneOf", violations);
        boolean excluded = node.path("not").isObject()
                && subschema(value, node.get("not"), path).isEmpty();
        add(excluded, path, value, "not valid against the schema in not", violations);
    }

    private static int matching(JsonNode value, JsonNode schemas, String path) {
        int count = 0;
        for (JsonNode each : schemas) {
            count += subschema(value, each, path).isEmpty() ? 1 : 0;
        }
        return count;
    }

    /** A schema inside allOf, anyOf, oneOf or not: it adds conditions to a value that is declared outside. */
    private static List<Violation> subschema(JsonNode value, JsonNode node, String path) {
        Schema schema = Schema.condition(node);
        if (!typeFits(value, schema)) {
            return List.of(wrongType(value, schema, path));
        }
        List<Violation> violations = new ArrayList<>(check(value, schema, path));
        for (JsonNode required : node.path("required")) {
            if (!value.has(required.asText())) {
                violations.add(Violation.required(path + "." + required.asText(), ""));
            }
        }
        node.path("properties").properties().forEach(each -> {
            if (value.has(each.getKey())) {
                violations.addAll(subschema(value.get(each.getKey()), each.getValue(), path + "." + each.getKey()));
            }
        });
        return violations;
    }

    private static void add(boolean broken, String path, Object value, String wanted, List<Violation> violations) {
        if (broken) {
            violations.add(Violation.invalid(path, value, path + " in body should be " + wanted));
        }
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode each : list) {
            if (Json.same(each, value)) {
                return true;
            }
        }
        return false;
    }

    private static String supported(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(each -> texts.add(each.toString()));
        return String.join(", ", texts);
    }
}
