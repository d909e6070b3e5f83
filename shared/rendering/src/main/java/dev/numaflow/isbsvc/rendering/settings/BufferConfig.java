package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of the buffers and buckets of every Pipeline of a service. A change affects only those created afterwards.
 *
 * @param procBucket for the processor buckets of Numaflow up to 1.7; newer versions create none but still publish it
 */
public record BufferConfig(
        StreamDefaults stream, ConsumerDefaults consumer, BucketDefaults otBucket, BucketDefaults procBucket) {

    /**
     * Merges a service's configuration over that of the controller, and fits it to the number of nodes: with fewer than three,
     * streams and offset-timeline buckets have one replica, whatever is configured.
     */
    public static Parsed<BufferConfig> merge(YamlText defaults, YamlText overrides, int nodes) {
        return configured(defaults, overrides, nodes).map(config -> config.fitting(nodes));
    }

    /** The same without fitting, for a service whose size is not decided yet. */
    public static Parsed<BufferConfig> configured(YamlText defaults, YamlText overrides, int nodes) {
        List<Violation> violations = new ArrayList<>();
        BufferSections sections = new BufferSections(violations);
        sections.overlay(defaults);
        sections.overlay(overrides);
        BufferConfig merged = sections.read();
        sections.refuseDuplicatesBeyondAge(merged.stream(), overrides.path());
        sections.refuseMoreReplicasThan(nodes, merged);
        return violations.isEmpty() ? Parsed.of(merged) : Parsed.refused(violations);
    }

    /** Reads the output of {@link #streamConfig()} from the status of a service. */
    public static Parsed<BufferConfig> read(YamlText streamConfig) {
        List<Violation> violations = new ArrayList<>();
        BufferSections sections = new BufferSections(violations);
        sections.overlay(streamConfig);
        BufferConfig read = sections.read();
        sections.refuseDuplicatesBeyondAge(read.stream(), streamConfig.path());
        return violations.isEmpty() ? Parsed.of(read) : Parsed.refused(violations);
    }

    /** The paths of unknown keys; whether they are ignored or refused is decided by the merge. */
    public static List<String> unknown(YamlText layer) {
        List<Violation> unknown = new ArrayList<>();
        new BufferSections(new ArrayList<>()).overlay(new YamlReader(new ArrayList<>(), unknown::add), layer);
        return unknown.stream().map(Violation::path).toList();
    }

    /** The text for {@code status.config.jetstream.streamConfig}, which Numaflow reads. */
    public String streamConfig() {
        return StreamConfigText.of(this);
    }

    /** The same, fitted to this number of nodes. */
    public BufferConfig fitting(int nodes) {
        return BufferSections.replicates(nodes)
                ? this
                : new BufferConfig(stream.withReplicas(1), consumer, otBucket.withReplicas(1), procBucket);
    }
}
