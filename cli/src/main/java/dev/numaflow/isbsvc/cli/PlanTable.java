package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.print.TextTable;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.StreamConfig;
import dev.numaflow.isbsvc.rendering.buffers.StreamPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints plans as text: a heading and a table for each owner. */
final class PlanTable {

    private static final List<String> HEADINGS =
            List.of("STREAM", "KIND", "RETENTION", "STORAGE", "REPLICAS", "MESSAGES", "BYTES", "AGE", "CONSUMERS");
    private static final String NO_LIMIT = "-";

    private PlanTable() {}

    static String print(List<BufferPlan> plans) {
        return plans.stream().map(PlanTable::section).collect(Collectors.joining("\n"));
    }

    private static String section(BufferPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        plan.streams().values().forEach(stream -> rows.add(row(stream)));
        return "%s on the service %s\n%s".formatted(plan.owner(), plan.serviceName(), TextTable.print(rows));
    }

    private static List<String> row(StreamPlan stream) {
        StreamConfig config = stream.config();
        String messages = config.keyValue()
                ? limit(config.number("max_msgs_per_subject")) + " per key"
                : limit(config.number("max_msgs"));
        return List.of(
                config.name(),
                config.keyValue() ? "bucket" : "buffer",
                config.text("retention"),
                config.text("storage"),
                Long.toString(config.number("num_replicas")),
                messages,
                limit(config.number("max_bytes")),
                age(config.number("max_age")),
                Integer.toString(stream.consumers().size()));
    }

    private static String limit(long limit) {
        return limit < 0 ? NO_LIMIT : Long.toString(limit);
    }

    /** Formats a duration as Go does, without parts that are zero. */
    static String age(long nanos) {
        if (nanos == 0) {
            return NO_LIMIT;
        }
        Duration age = Duration.ofNanos(nanos);
        return part(age.toHours(), "h")
                + part(age.toMinutesPart(), "m")
                + part(age.toSecondsPart(), "s")
                + part(age.toMillisPart(), "ms")
                + part(nanos % 1_000_000, "ns");
    }

    private static String part(long amount, String unit) {
        return amount == 0 ? "" : amount + unit;
    }
}
