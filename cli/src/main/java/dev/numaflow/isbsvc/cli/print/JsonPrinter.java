package dev.numaflow.isbsvc.cli.print;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Prints records as JSON: their components are the field names, and null is omitted. */
public final class JsonPrinter {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private JsonPrinter() {}

    /** The complete JSON, with a line end. */
    public static String print(Object facts) {
        try {
            return JSON.writeValueAsString(facts) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records can always be printed", e);
        }
    }
}
