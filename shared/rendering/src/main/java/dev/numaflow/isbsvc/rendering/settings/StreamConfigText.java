package dev.numaflow.isbsvc.rendering.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import java.util.TreeMap;

/** Prints a buffer configuration as Numaflow does: keys in lower case and in order, numbers for enumerations. */
final class StreamConfigText {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    private StreamConfigText() {}

    static String of(BufferConfig config) {
        Map<String, Object> tree = new TreeMap<>(Map.of(
                "stream", stream(config.stream()),
                "consumer", consumer(config.consumer()),
                "otbucket", bucket(config.otBucket()),
                "procbucket", bucket(config.procBucket())));
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can always be printed", e);
        }
    }

    private static Map<String, Object> stream(StreamDefaults stream) {
        Map<String, Object> text = new TreeMap<>(Map.of(
                "retention", stream.retention().number(),
                "maxmsgs", stream.maxMsgs(),
                "maxage", stream.maxAge().text(),
                "maxbytes", stream.maxBytes(),
                "storage", stream.storage().number(),
                "replicas", stream.replicas(),
                "duplicates", stream.duplicates().text()));
        // Numaflow up to 1.8 does not write this key.
        if (stream.limitsMessages()) {
            text.put("maxmsgsize", stream.maxMsgSize());
        }
        return text;
    }

    private static Map<String, Object> consumer(ConsumerDefaults consumer) {
        return new TreeMap<>(Map.of(
                "ackwait", consumer.ackWait().text(),
                "maxackpending", consumer.maxAckPending()));
    }

    private static Map<String, Object> bucket(BucketDefaults bucket) {
        return new TreeMap<>(Map.of(
                "maxvaluesize", bucket.maxValueSize(),
                "history", bucket.history(),
                "ttl", bucket.ttl().text(),
                "maxbytes", bucket.maxBytes(),
                "storage", bucket.storage().number(),
                "replicas", bucket.replicas()));
    }
}
