package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many events were given up, by function and code, as a counter for Prometheus. It stands in an annotation of repair's Lease,
 * because no process of ours stays.
 */
@Singleton
public class DeadLetterCount {

    static final String METRIC = "isbsvc_dead_letters_total";

    /** Anyone can post a dead letter: strangers' names must not fill the Lease. */
    private static final int MOST_KINDS = 50;

    private static final String OTHER = "other none";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RepairLease lease;

    @Inject
    DeadLetterCount(RepairLease lease) {
        this.lease = lease;
    }

    void add(DeadLetter letter) {
        lease.write(live -> {
            Map<String, Long> counts = counts(live);
            String key = letter.function() + " " + letter.code();
            counts.merge(counts.containsKey(key) || counts.size() < MOST_KINDS ? key : OTHER, 1L, Long::sum);
            live.withObject("/metadata/annotations")
                    .put(Annotations.DEAD_LETTERS, JSON.valueToTree(counts).toString());
        });
    }

    /** All of it in the text format of Prometheus. */
    public String exposition() {
        StringBuilder text = new StringBuilder(
                "# HELP " + METRIC + " Events that no function could handle.\n# TYPE " + METRIC + " counter\n");
        lease.live().map(DeadLetterCount::counts).orElseGet(TreeMap::new).forEach((key, count) -> {
            String[] labels = key.split(" ", 2);
            text.append("%s{function=\"%s\",code=\"%s\"} %d\n".formatted(METRIC, labels[0], labels[1], count));
        });
        return text.toString();
    }

    /** Only what has the form in which it is written: whoever edits the annotation breaks no exposition. */
    private static Map<String, Long> counts(JsonNode lease) {
        Map<String, Long> counts = new TreeMap<>();
        try {
            JsonNode written = JSON.readTree(Trees.annotation(lease, Annotations.DEAD_LETTERS));
            if (written instanceof ObjectNode object) {
                object.properties().stream()
                        .filter(entry -> entry.getKey().matches("[-a-z0-9]+ [a-z0-9]+"))
                        .filter(entry -> entry.getValue().canConvertToLong())
                        .forEach(entry ->
                                counts.put(entry.getKey(), entry.getValue().asLong()));
            }
        } catch (JsonProcessingException editedByHand) {
            // Then it is counted from zero, as after a restart of any counter.
            return counts;
        }
        return counts;
    }
}
