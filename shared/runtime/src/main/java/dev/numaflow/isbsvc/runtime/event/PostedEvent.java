package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A request read as one CloudEvent in either mode. Only the attributes that a function reads are kept, each as a short text on one
 * line, so that nothing else reaches the framework.
 *
 * @param attributes by their names
 */
public record PostedEvent(Map<String, String> attributes, byte[] data) {

    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";

    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final String SOURCE = "source";
    private static final String TIME = "time";
    private static final List<String> READ =
            List.of("type", "subject", "kind", "namespace", "name", TIME, "knativeerrordest", "knativeerrorcode");

    private static final String SPEC_VERSION = "specversion";
    private static final List<String> SPEC_VERSIONS = List.of("1.0", "0.3");
    private static final int LONGEST = 1024;

    /** An object of Kubernetes nests some dozens of levels deep. */
    private static final int DEEPEST = 200;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final byte[] NOTHING = new byte[0];

    /**
     * Reads a request.
     *
     * @param header the first value of a header; null where there is none
     * @return nothing where it is not one event that could be for us
     */
    public static Optional<PostedEvent> of(UnaryOperator<String> header, byte[] body) {
        String type = Optional.ofNullable(header.apply("content-type"))
                .map(text -> text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!type.startsWith(STRUCTURED)) {
            return of(name -> Optional.ofNullable(header.apply("ce-" + name)), () -> body);
        }
        return type.startsWith(BATCH) ? Optional.empty() : structured(body);
    }

    private static Optional<PostedEvent> structured(byte[] body) {
        try {
            JsonNode event = JSON.readTree(body);
            if (!event.isObject()) {
                return Optional.empty();
            }
            for (String name : allNames()) {
                if (event.hasNonNull(name) && !event.path(name).isTextual()) {
                    return Optional.empty();
                }
            }
            return of(
                    name -> event.hasNonNull(name)
                            ? Optional.of(event.path(name).textValue())
                            : Optional.empty(),
                    () -> data(event));
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    private static List<String> allNames() {
        List<String> names = new ArrayList<>(REQUIRED);
        names.addAll(READ);
        names.add(SPEC_VERSION);
        return names;
    }

    private interface Data {
        byte[] read() throws IOException;
    }

    private static byte[] data(JsonNode event) throws IOException {
        if (event.hasNonNull("data_base64")) {
            return event.path("data_base64").binaryValue();
        }
        return event.has("data") ? JSON.writeValueAsBytes(event.path("data")) : NOTHING;
    }

    private static Optional<PostedEvent> of(Function<String, Optional<String>> attribute, Data data) {
        boolean complete = REQUIRED.stream()
                .allMatch(name ->
                        attribute.apply(name).filter(text -> !text.isBlank()).isPresent());
        boolean known =
                attribute.apply(SPEC_VERSION).map(SPEC_VERSIONS::contains).orElse(true);
        if (!complete || !known) {
            return Optional.empty();
        }
        Map<String, String> attributes = new TreeMap<>();
        for (String name : READ) {
            Optional<String> value = attribute.apply(name);
            if (value.isPresent() && !isPlain(value.get())) {
                return Optional.empty();
            }
            value.filter(text -> !name.equals(TIME) || isTime(text)).ifPresent(text -> attributes.put(name, text));
        }
        attribute.apply(SOURCE).filter(PostedEvent::isPlain).ifPresent(text -> attributes.put(SOURCE, text));
        try {
            byte[] read = data.read();
            return read == null ? Optional.empty() : Optional.of(new PostedEvent(attributes, read));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** An event is handled without a time as well; the framework would fail on any other text. */
    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeException noTime) {
            return false;
        }
    }

    /** No name, type or path of ours contains other characters. */
    private static boolean isPlain(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }
}
