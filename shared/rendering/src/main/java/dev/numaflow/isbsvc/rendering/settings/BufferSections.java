package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;

/** The sections of a buffer configuration, merged over its layers and checked against the rules of {@link BufferKeys}. */
final class BufferSections {

    /** With fewer nodes than this, replicas are fixed, because there is nothing to replicate to. */
    private static final int CLUSTER = 3;

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<Violation> violations;
    private final Section stream;
    private final Section consumer;
    private final Section otBucket;
    private final Section procBucket;

    BufferSections(List<Violation> violations) {
        this.violations = violations;
        this.stream = section("stream", BufferKeys.STREAM);
        this.consumer = section("consumer", BufferKeys.CONSUMER);
        this.otBucket = section("otBucket", BufferKeys.BUCKET);
        this.procBucket = section("procBucket", BufferKeys.BUCKET);
    }

    private Section section(String name, List<Key<?>> keys) {
        Section section = new Section(keys, violations);
        sections.put(name, section);
        return section;
    }

    void overlay(YamlText layer) {
        overlay(YamlReader.of(layer, violations), layer);
    }

    void overlay(YamlReader reader, YamlText layer) {
        reader.map(layer).ifPresent(root -> overlay(reader, root, layer.path()));
    }

    private void overlay(YamlReader reader, MappingNode root, String path) {
        reader.entries(root, path, sections.keySet()).forEach((name, node) -> {
            String at = path + "." + name;
            reader.map(node, at).ifPresent(keys -> sections.get(name).overlay(reader, keys, at));
        });
    }

    BufferConfig read() {
        return new BufferConfig(
                new StreamDefaults(
                        stream.read(BufferKeys.RETENTION),
                        stream.read(BufferKeys.MAX_MSGS),
                        stream.read(BufferKeys.MAX_AGE),
                        stream.read(BufferKeys.STREAM_MAX_BYTES),
                        stream.read(BufferKeys.STORAGE),
                        stream.read(BufferKeys.REPLICAS),
                        stream.read(BufferKeys.DUPLICATES),
                        stream.read(BufferKeys.MAX_MSG_SIZE)),
                new ConsumerDefaults(consumer.read(BufferKeys.ACK_WAIT), consumer.read(BufferKeys.MAX_ACK_PENDING)),
                bucket(otBucket, BufferKeys.OT_TTL),
                bucket(procBucket, BufferKeys.PROC_TTL));
    }

    private static BucketDefaults bucket(Section bucket, Key<GoDuration> ttl) {
        return new BucketDefaults(
                bucket.read(BufferKeys.MAX_VALUE_SIZE),
                bucket.read(BufferKeys.HISTORY),
                bucket.read(ttl),
                bucket.read(BufferKeys.BUCKET_MAX_BYTES),
                bucket.read(BufferKeys.STORAGE),
                bucket.read(BufferKeys.REPLICAS));
    }

    /** JetStream rejects a stream that remembers message ids for longer than it keeps messages. */
    void refuseDuplicatesBeyondAge(StreamDefaults read, String overridesPath) {
        long age = read.maxAge().nanos();
        boolean comparable = stream.isGood(BufferKeys.MAX_AGE) && stream.isGood(BufferKeys.DUPLICATES);
        if (!comparable || age == 0 || read.duplicates().nanos() <= age) {
            return;
        }
        if (stream.isSetBelow(BufferKeys.MAX_AGE, overridesPath)) {
            stream.refuse(
                    BufferKeys.MAX_AGE,
                    "at least duplicates, which is " + read.duplicates().text());
        } else {
            stream.refuse(
                    BufferKeys.DUPLICATES,
                    "at most maxAge, which is " + read.maxAge().text());
        }
    }

    void refuseMoreReplicasThan(int nodes, BufferConfig read) {
        if (nodes < CLUSTER) {
            return;
        }
        refuseMoreReplicas(stream, read.stream().replicas(), nodes);
        refuseMoreReplicas(otBucket, read.otBucket().replicas(), nodes);
        refuseMoreReplicas(procBucket, read.procBucket().replicas(), nodes);
    }

    private static void refuseMoreReplicas(Section section, int replicas, int nodes) {
        if (replicas > nodes) {
            section.refuse(BufferKeys.REPLICAS, "at most %d, the nodes of the service".formatted(nodes));
        }
    }

    static boolean replicates(int nodes) {
        return nodes >= CLUSTER;
    }
}
