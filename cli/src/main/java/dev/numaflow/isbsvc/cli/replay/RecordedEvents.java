package dev.numaflow.isbsvc.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads events recorded as structured-mode CloudEvents JSON: one, an array, or a sequence as in a log. */
public final class RecordedEvents {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NO_ATTRIBUTES = Set.of("specversion", "data", "data_base64");

    private RecordedEvents() {}

    /**
     * Every event of the text, as recorded.
     *
     * @param source names the text in error messages
     */
    public static Parsed<List<CloudEvent>> read(String text, String source) {
        List<JsonNode> recorded = new ArrayList<>();
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
            while (values.hasNextValue()) {
                JsonNode value = values.nextValue();
                (value.isArray() ? value : List.of(value)).forEach(recorded::add);
            }
        } catch (JsonProcessingException e) {
            return refused(
                    source, "text that is no JSON, line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events(recorded, source);
    }

    private static Parsed<List<CloudEvent>> events(List<JsonNode> recorded, String source) {
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 0; i < recorded.size(); i++) {
            Parsed<CloudEvent> event = event(recorded.get(i), source + ": event " + (i + 1));
            if (!event.isGood()) {
                return Parsed.refused(event.violations());
            }
            events.add(event.value());
        }
        return events.isEmpty() ? refused(source, "no event") : Parsed.of(List.copyOf(events));
    }

    private static Parsed<CloudEvent> event(JsonNode recorded, String place) {
        if (!recorded.isObject() || !recorded.path("specversion").asText().equals("1.0")) {
            return refused(place, "an object without specversion 1.0");
        }
        try {
            CloudEventBuilder event = CloudEventBuilder.v1();
            for (var field : recorded.properties()) {
                if (!NO_ATTRIBUTES.contains(field.getKey()) && !field.getValue().isNull()) {
                    event.withContextAttribute(field.getKey(), field.getValue().asText());
                }
            }
            byte[] data = data(recorded);
            return Parsed.of((data == null ? event : event.withData(data)).build());
        } catch (CloudEventRWException | IllegalStateException | IOException e) {
            return refused(place, "an object that is no event: " + e.getMessage());
        }
    }

    /** Data stays text where the content type is not JSON. */
    private static byte[] data(JsonNode recorded) throws IOException {
        JsonNode data = recorded.path("data");
        if (recorded.hasNonNull("data_base64")) {
            return recorded.get("data_base64").binaryValue();
        }
        if (data.isMissingNode() || data.isNull()) {
            return null;
        }
        boolean json =
                recorded.path("datacontenttype").asText("application/json").contains("json");
        String text = data.isTextual() && !json ? data.textValue() : data.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> Parsed<T> refused(String place, String found) {
        return Parsed.refused(new Violation(place, found, "a CloudEvent 1.0 in JSON, or an array of them"));
    }
}
