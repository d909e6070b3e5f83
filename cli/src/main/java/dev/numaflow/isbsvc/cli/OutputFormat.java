package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Locale;

/** The output formats of a buffer plan. */
enum OutputFormat {
    TABLE {
        @Override
        String print(PlannedStreams planned) {
            return PlanTable.print(planned.plans());
        }
    },
    JSON {
        @Override
        String print(PlannedStreams planned) {
            try {
                return MAPPER.writeValueAsString(sorted(planned)) + "\n";
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a plan can always be printed", e);
            }
        }
    },
    YAML {
        @Override
        String print(PlannedStreams planned) {
            return YamlPrinter.print(sorted(planned));
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    abstract String print(PlannedStreams planned);

    /** In alphabetical order, so that two plans, or a plan and a server's report, can be compared line by line. */
    private static JsonNode sorted(PlannedStreams planned) {
        return MAPPER.valueToTree(MAPPER.convertValue(planned.byName(), Object.class));
    }

    /** The value on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
