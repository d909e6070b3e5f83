package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.input.JsonText;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * How many events were given up, by function and code, as a counter for Prometheus. It is stored in an annotation of the Lease of
 * `repair`, because no process of ours is permanent. Dead letters that arrive together are written together.
 */
@Singleton
public class DeadLetterCount {

    static final String METRIC = "isbsvc_dead_letters_total";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RepairLease lease;
    private final ConcurrentLinkedQueue<DeadLetter> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore writer = new Semaphore(1);

    @Inject
    DeadLetterCount(RepairLease lease) {
        this.lease = lease;
    }

    /** Returns when it is counted. */
    void add(DeadLetter letter) {
        waiting.add(letter);
        writer.acquireUninterruptibly();
        List<DeadLetter> taken = new ArrayList<>();
        try {
            for (DeadLetter each = waiting.poll(); each != null; each = waiting.poll()) {
                taken.add(each);
            }
            write(taken);
        } catch (RuntimeException e) {
            // The others stay queued for their own callers; this event is delivered again.
            waiting.addAll(taken);
            waiting.remove(letter);
            throw e;
        } finally {
            writer.release();
        }
    }

    /** Of concurrent calls, the first one writes for all. */
    private void write(List<DeadLetter> letters) {
        Map<String, Long> more = new TreeMap<>();
        letters.forEach(each -> more.merge(key(each), 1L, Long::sum));
        if (!more.isEmpty()) {
            lease.write(live -> {
                Map<String, Long> counts = counts(live);
                more.forEach((key, number) -> counts.merge(key, number, Long::sum));
                live.withObject("/metadata/annotations")
                        .put(Annotations.DEAD_LETTERS, JSON.valueToTree(counts).toString());
            });
        }
    }

    /** The metrics in the text format of Prometheus. */
    public String exposition() {
        StringBuilder text = new StringBuilder(
                "# HELP " + METRIC + " Events that no function could handle.\n# TYPE " + METRIC + " counter\n");
        lease.live().map(DeadLetterCount::counts).orElseGet(TreeMap::new).forEach((key, count) -> {
            String[] labels = key.split(" ", 2);
            text.append("%s{function=\"%s\",code=\"%s\"} %d\n".formatted(METRIC, labels[0], labels[1], count));
        });
        return text.toString();
    }

    private static String key(DeadLetter letter) {
        return letter.function() + " " + letter.code();
    }

    /** Only known words: editing the annotation breaks no exposition, and adds no label to it. */
    private static Map<String, Long> counts(JsonNode lease) {
        Map<String, Long> counts = new TreeMap<>();
        // An edited one counts from zero, as after a restart of any counter.
        JsonText.tree(ObjectMetas.annotation(lease, Annotations.DEAD_LETTERS)).properties().stream()
                .filter(entry -> entry.getKey().matches("[-a-z0-9]+ [a-z0-9]+"))
                .filter(entry -> entry.getValue().canConvertToLong())
                .forEach(entry ->
                        counts.merge(known(entry.getKey()), entry.getValue().asLong(), Long::sum));
        return counts;
    }

    private static String known(String key) {
        String[] parts = key.split(" ", 2);
        return key(new DeadLetter(parts[0], parts[1]));
    }
}
