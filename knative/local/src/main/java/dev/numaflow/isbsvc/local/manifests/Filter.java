package dev.numaflow.isbsvc.local.manifests;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The filter of a trigger, on attributes and extensions of events, never on their data. */
public sealed interface Filter {

    /** Decides on an event by a lookup of its attributes; an absent attribute is null. */
    boolean accepts(UnaryOperator<String> attribute);

    /** Every attribute has exactly the given value. */
    record Exact(Map<String, String> attributes) implements Filter {
        @Override
        public boolean accepts(UnaryOperator<String> attribute) {
            return attributes.entrySet().stream()
                    .allMatch(entry -> entry.getValue().equals(attribute.apply(entry.getKey())));
        }
    }

    /** At least one of the filters matches. */
    record Any(List<Filter> filters) implements Filter {
        @Override
        public boolean accepts(UnaryOperator<String> attribute) {
            return filters.stream().anyMatch(filter -> filter.accepts(attribute));
        }
    }

    /** All filters match. */
    record All(List<Filter> filters) implements Filter {
        @Override
        public boolean accepts(UnaryOperator<String> attribute) {
            return filters.stream().allMatch(filter -> filter.accepts(attribute));
        }
    }

    /** Reads one entry, which has one dialect. */
    static Filter read(Fields entry) {
        boolean exact = entry.has("exact");
        boolean any = entry.has("any");
        boolean all = entry.has("all");
        if ((exact ? 1 : 0) + (any ? 1 : 0) + (all ? 1 : 0) != 1) {
            throw entry.place().refuse("none or several dialects", "one of all, any, exact");
        }
        if (exact) {
            return new Exact(entry.map("exact"));
        }
        return any ? new Any(entry.list("any", Filter::read)) : new All(entry.list("all", Filter::read));
    }
}
