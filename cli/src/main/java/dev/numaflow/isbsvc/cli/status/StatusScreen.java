package dev.numaflow.isbsvc.cli.status;

import dev.numaflow.isbsvc.cli.print.Since;
import dev.numaflow.isbsvc.cli.print.TextTable;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.BufferFact;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.NodeFact;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Prints the facts of a service as one screen: problems first, and nothing wider than a terminal. */
public final class StatusScreen {

    private static final int MOST_BUFFERS = 12;
    private static final String GAP = "  ";

    private final ServiceFacts facts;
    private final Instant now;
    private final Lines lines = new Lines();

    private StatusScreen(ServiceFacts facts, Instant now) {
        this.facts = facts;
        this.now = now;
    }

    /** @param now the reference of ages */
    public static String print(ServiceFacts facts, Instant now) {
        return new StatusScreen(facts, now).print();
    }

    private String print() {
        head();
        section("CONDITIONS", conditions());
        facts.held().forEach(held -> lines.wrapped("HELD ", held));
        steps();
        section("NODES", nodes());
        section("BUFFERS", buffers());
        ages();
        section("EVENTS", List.of());
        facts.events()
                .forEach(event -> lines.wrapped(
                        GAP + "%-4s %s ".formatted(Since.age(event.time(), now), event.reason()),
                        event.object() + ": " + event.message()
                                + (event.count() > 1 ? " (x" + event.count() + ")" : "")));
        facts.notReached().forEach(what -> lines.wrapped("NOT REACHED ", what));
        return lines.text();
    }

    private void head() {
        ServiceFacts.Head service = facts.service();
        String generation = service.generation() == service.observedGeneration()
                ? "generation " + service.generation()
                : "generation " + service.generation() + " not reconciled yet (last: " + service.observedGeneration()
                        + ")";
        lines.wrapped(
                "",
                "%s/%s: %s, %s, age %s%s"
                        .formatted(
                                service.namespace(),
                                service.name(),
                                service.phase().isEmpty() ? "(no phase yet)" : service.phase(),
                                generation,
                                Since.age(String.valueOf(service.created()), now),
                                service.deleting() ? ", being deleted" : ""));
        if (!service.message().isEmpty()) {
            lines.wrapped(GAP, service.message());
        }
    }

    private void section(String title, List<List<String>> rows) {
        lines.add(title + (rows.isEmpty() && !title.equals("EVENTS") ? " none known" : ""));
        TextTable.print(rows, GAP).lines().forEach(row -> lines.add(GAP + row));
    }

    private List<List<String>> conditions() {
        return facts.conditions().stream()
                .map(condition -> List.of(
                        condition.type(),
                        condition.status(),
                        condition.reason(),
                        "for " + Since.age(String.valueOf(condition.since()), now)))
                .toList();
    }

    private void steps() {
        Steps steps = facts.steps();
        if (steps == null) {
            lines.add("STEPS no StatefulSet known");
            return;
        }
        lines.add("STEPS " + steps.ready() + " of " + steps.replicas() + " nodes ready, " + steps.updated()
                + " on the newest template, partition " + steps.partition()
                + (steps.pending() && steps.partition() > 0
                        ? ": nodes below " + steps.partition() + " wait for their step"
                        : ""));
        if (steps.template() != null) {
            lines.wrapped(
                    "PODS ", "as Numaflow's controller made them; ours come with the next change that replaces pods");
        }
    }

    private List<List<String>> nodes() {
        List<List<String>> rows = new ArrayList<>();
        if (!facts.nodes().isEmpty()) {
            rows.add(List.of("NODE", "STATE", "VERSION", "LEADER", "STREAMS", "LAG", "DISK"));
        }
        facts.nodes().forEach(node -> rows.add(row(node)));
        return rows;
    }

    private static List<String> row(NodeFact node) {
        String state = (node.ready() ? "ready" : node.phase() + ", not ready")
                + (node.restarts() > 0 ? ", restarted " + node.restarts() + "x" : "");
        if (node.notReached() != null) {
            return List.of(node.name(), state, "?", "?", "?", "?", "?");
        }
        return List.of(
                node.name(),
                state,
                node.version() == null ? "?" : node.version(),
                node.leader() ? "yes" : "-",
                Integer.toString(node.streams()),
                Long.toString(node.lag()),
                Bytes.of(node.diskUsed()) + (node.diskLimit() > 0 ? " of " + Bytes.of(node.diskLimit()) : ""));
    }

    /** The fullest first: that is where messages do not move. */
    private List<List<String>> buffers() {
        List<BufferFact> buffers = facts.buffers().stream()
                .filter(buffer -> !buffer.bucket())
                .sorted(Comparator.comparingLong(BufferFact::pending)
                        .thenComparingLong(BufferFact::unacknowledged)
                        .reversed()
                        .thenComparing(BufferFact::name))
                .toList();
        List<List<String>> rows = new ArrayList<>();
        if (!facts.buffers().isEmpty()) {
            rows.add(List.of("BUFFER", "MESSAGES", "PENDING", "UNACKED", "COPIES"));
        }
        buffers.stream().limit(MOST_BUFFERS).forEach(buffer -> rows.add(row(buffer)));
        int buckets = facts.buffers().size() - buffers.size();
        if (buckets > 0 || buffers.size() > MOST_BUFFERS) {
            int more = Math.max(0, buffers.size() - MOST_BUFFERS);
            rows.add(List.of(
                    (more > 0 ? "and " + more + " more, " : "") + "buckets: " + buckets + " (all: -o json)",
                    "",
                    "",
                    "",
                    ""));
        }
        return rows;
    }

    private static List<String> row(BufferFact buffer) {
        return List.of(
                Lines.cut(buffer.name()),
                Long.toString(buffer.messages()),
                Long.toString(buffer.pending()),
                Long.toString(buffer.unacknowledged()),
                (buffer.leader() == null ? "?" : buffer.copies()) + " of " + buffer.replicas());
    }

    private void ages() {
        ServiceFacts.Ages ages = facts.ages();
        String key = ages.keyCreated() == null ? "?" : Since.age(ages.keyCreated(), now) + " old";
        String certificates = ages.certificatesExpire() == null
                ? "?"
                : "end in " + Since.span(Duration.between(now, Instant.parse(ages.certificatesExpire())));
        lines.add("SECRETS encryption key " + key + ", certificates " + certificates);
    }
}
