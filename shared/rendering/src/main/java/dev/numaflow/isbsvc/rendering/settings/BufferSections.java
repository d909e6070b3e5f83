package dev.numaflow.isbsvc.rendering.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sections of a buffer configuration, merged over its layers and checked against the rules of {@link BufferKeys}. */
final class BufferSections {

    /** With fewer nodes than this, replicas are fixed, because there is nothing to replicate to. */
    private static final int CLUSTER = 3;

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<Violation> violations;

    BufferSections(List<Violation> violations) {
        this.violations = violations;
        BufferKeys.SECTIONS.forEach((name, keys) -> sections.put(name, new Section(keys, violations)));
    }

    void overlay(YamlText layer) {
        overlay(YamlReader.of(layer, violations), layer);
    }

    void overlay(YamlReader reader, YamlText layer) {
        reader.map(layer).ifPresent(root -> overlay(reader, root, layer.path()));
    }

    private void overlay(YamlReader reader, JsonNode root, String path) {
        reader.entries(root, path, sections.keySet()).forEach((name, node) -> {
            String at = path + "." + name;
            reader.map(node, at).ifPresent(keys -> sections.get(name).overlay(reader, keys, at));
        });
    }

    BufferConfig read() {
        Map<String, Values> read = new LinkedHashMap<>();
        sections.forEach((name, section) -> read.put(name, section.values()));
        return new BufferConfig(read);
    }

    /** JetStream rejects a stream that remembers message ids for longer than it keeps messages. */
    void refuseDuplicatesBeyondAge(Values read, String overridesPath) {
        Section stream = sections.get(BufferKeys.STREAM);
        GoDuration age = read.get(BufferKeys.MAX_AGE);
        GoDuration duplicates = read.get(BufferKeys.DUPLICATES);
        boolean comparable = stream.isGood(BufferKeys.MAX_AGE) && stream.isGood(BufferKeys.DUPLICATES);
        if (!comparable || age.nanos() == 0 || duplicates.nanos() <= age.nanos()) {
            return;
        }
        if (stream.isSetBelow(BufferKeys.MAX_AGE, overridesPath)) {
            stream.refuse(BufferKeys.MAX_AGE, "at least duplicates, which is " + duplicates.text());
        } else {
            stream.refuse(BufferKeys.DUPLICATES, "at most maxAge, which is " + age.text());
        }
    }

    void refuseMoreReplicasThan(int nodes, BufferConfig read) {
        read.sections().forEach((name, values) -> {
            Integer replicas = values.get(BufferKeys.REPLICAS);
            if (replicates(nodes) && replicas != null && replicas > nodes) {
                sections.get(name).refuse(BufferKeys.REPLICAS, "at most %d, the nodes of the service".formatted(nodes));
            }
        });
    }

    static boolean replicates(int nodes) {
        return nodes >= CLUSTER;
    }
}
