package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The conditions of one status while facts are folded into them. */
final class Conditions {

    private static final String MORE = " ...";

    private final Map<ConditionType, Condition> byType = new EnumMap<>(ConditionType.class);
    private final List<Condition> foreign;
    private final String now;

    Conditions(List<Condition> previous, String now) {
        this.now = now;
        for (ConditionType type : ConditionType.values()) {
            previous.stream()
                    .filter(c -> c.type().equals(type.label()))
                    .findFirst()
                    .ifPresent(c -> byType.put(type, c));
        }
        this.foreign = previous.stream()
                .filter(c -> Stream.of(ConditionType.values())
                        .noneMatch(type -> type.label().equals(c.type())))
                .toList();
    }

    /** Sets a condition; the time of its last transition moves only when its status does. */
    void set(ConditionType type, String status, String reason, String message) {
        Condition old = byType.get(type);
        boolean same = old != null && old.status().equals(status);
        String since = same && old.lastTransitionTime() != null ? old.lastTransitionTime() : now;
        byType.put(type, new Condition(type.label(), status, reason, bounded(message), since, null));
    }

    /** Gives a condition another reason. */
    void because(ConditionType type, String reason) {
        Condition old = byType.get(type);
        set(type, old.status(), reason, old.message());
    }

    /** The API server rejects a status with a longer message, and then the user would see none. */
    private static String bounded(String message) {
        int longest = Condition.LONGEST_MESSAGE;
        return message.codePointCount(0, message.length()) <= longest
                ? message
                : message.substring(0, message.offsetByCodePoints(0, longest - MORE.length())) + MORE;
    }

    /** Replaces those of these types, with the times that they state. */
    void replace(Set<ConditionType> types, List<Condition> conditions) {
        types.forEach(type -> {
            byType.remove(type);
            conditions.stream()
                    .filter(c -> c.type().equals(type.label()))
                    .findFirst()
                    .ifPresent(c -> byType.put(type, c));
        });
    }

    void setIfAbsent(ConditionType type, String status, String reason, String message) {
        if (!byType.containsKey(type)) {
            set(type, status, reason, message);
        }
    }

    void remove(ConditionType type) {
        byType.remove(type);
    }

    boolean isTrue(ConditionType type) {
        return byType.containsKey(type) && byType.get(type).isTrue();
    }

    boolean isFalse(ConditionType type) {
        return byType.containsKey(type) && byType.get(type).isFalse();
    }

    String message(ConditionType type) {
        return byType.containsKey(type) ? Objects.toString(byType.get(type).message(), "") : "";
    }

    String reason(ConditionType type) {
        return byType.containsKey(type) ? Objects.toString(byType.get(type).reason(), "") : "";
    }

    /** In the order of {@link ConditionType}, then those that others have written. */
    List<Condition> all() {
        return Stream.concat(byType.values().stream(), foreign.stream()).toList();
    }
}
