package dev.numaflow.isbsvc.rendering.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of the buffers and buckets of every Pipeline of a service. A change affects only those created afterwards. The
 * processor buckets are those of Numaflow up to 1.7; newer versions create none but still publish their configuration.
 *
 * @param sections by the names of {@link BufferKeys}
 */
public record BufferConfig(Map<String, Values> sections) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    /** Status is read whatever the number of nodes. */
    private static final int ANY = 0;

    public BufferConfig {
        sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
    }

    /** The defaults of the streams of buffers. */
    public Values stream() {
        return sections.get(BufferKeys.STREAM);
    }

    /** The defaults of the consumers of buffers. */
    public Values consumer() {
        return sections.get(BufferKeys.CONSUMER);
    }

    /** The defaults of the buckets of offset timelines. */
    public Values otBucket() {
        return sections.get(BufferKeys.OT_BUCKET);
    }

    /** The replicas of streams, and of the stores that Numaflow configures itself. */
    public int replicas() {
        return stream().get(BufferKeys.REPLICAS);
    }

    /**
     * Merges a service's configuration over that of the controller, and fits it to the number of nodes: with fewer than three,
     * streams and offset-timeline buckets have one replica, whatever is configured.
     */
    public static Parsed<BufferConfig> merge(YamlText defaults, YamlText overrides, int nodes) {
        return configured(defaults, overrides, nodes).map(config -> config.fitting(nodes));
    }

    /** The same without fitting, for a service whose size is not decided yet. */
    public static Parsed<BufferConfig> configured(YamlText defaults, YamlText overrides, int nodes) {
        return read(List.of(defaults, overrides), nodes);
    }

    /** Reads the output of {@link #streamConfig()} from the status of a service. */
    public static Parsed<BufferConfig> read(YamlText streamConfig) {
        return read(List.of(streamConfig), ANY);
    }

    private static Parsed<BufferConfig> read(List<YamlText> layers, int nodes) {
        List<Violation> violations = new ArrayList<>();
        BufferSections merged = new BufferSections(violations);
        layers.forEach(merged::overlay);
        BufferConfig read = merged.read();
        merged.refuseDuplicatesBeyondAge(
                read.stream(), layers.get(layers.size() - 1).path());
        merged.refuseMoreReplicasThan(nodes, read);
        return Parsed.of(read, violations);
    }

    /** The paths of unknown keys; whether they are ignored or refused is decided by the merge. */
    public static List<String> unknown(YamlText layer) {
        List<Violation> unknown = new ArrayList<>();
        new BufferSections(new ArrayList<>()).overlay(new YamlReader(new ArrayList<>(), unknown::add), layer);
        return unknown.stream().map(Violation::path).toList();
    }

    /** The text for {@code status.config.jetstream.streamConfig}, which Numaflow reads: keys in lower case and in order. */
    public String streamConfig() {
        Map<String, Object> published = new TreeMap<>();
        sections.forEach((name, values) -> published.put(name.toLowerCase(Locale.ROOT), values.published()));
        try {
            return YAML.writeValueAsString(published);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can always be printed", e);
        }
    }

    /** Whether that text was published of the same values; Numaflow's controller prints them in another form. */
    public boolean isPublishedAs(String text) {
        if (text.equals(streamConfig())) {
            return true;
        }
        Parsed<BufferConfig> published = read(new YamlText(text, "status.config.jetstream.streamConfig"));
        return published.isGood() && published.value().streamConfig().equals(streamConfig());
    }

    /** The same, fitted to this number of nodes. */
    public BufferConfig fitting(int nodes) {
        if (BufferSections.replicates(nodes)) {
            return this;
        }
        Map<String, Values> fitted = new LinkedHashMap<>(sections);
        fitted.put(BufferKeys.STREAM, stream().with(BufferKeys.REPLICAS, 1));
        fitted.put(BufferKeys.OT_BUCKET, otBucket().with(BufferKeys.REPLICAS, 1));
        return new BufferConfig(fitted);
    }
}
