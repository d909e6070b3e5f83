package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** Reads the JSON of the API server: whole trees of ordinary objects, and the positions of the parts of any object. */
final class ObjectReader {

    /** No object of Kubernetes nests deeper than some dozens of levels; walking a tree recurses as deep, on a small stack. */
    private static final int DEEPEST = 200;

    /** More than the API server accepts. */
    private static final int DEEPEST_OF_ALL = 20_000;

    /** Bytes of a node and its entry in its parent. */
    private static final int OF_A_VALUE = 64;

    private static final StreamReadConstraints ANYTHING = StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST_OF_ALL)
            .maxNameLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .build();

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build());

    private ObjectReader() {}

    /** A part of a JSON text. */
    record Slice(byte[] json, int from, int length) {

        static Slice whole(byte[] json) {
            return new Slice(json, 0, json.length);
        }
    }

    /** Receives the parts of an object or a list, one after the other. */
    interface Parts {
        /** @param name of the field; null for an element of a list */
        void part(String name, Slice slice) throws IOException;
    }

    /** Parses a tree; refuses a text that is nested too deeply or has absurd names or numbers. */
    static JsonNode tree(Slice slice) throws IOException {
        return JSON.readTree(slice.json(), slice.from(), slice.length());
    }

    /** Parses an answer about one object. */
    static JsonNode object(byte[] json, ObjectRef ref) {
        try {
            return tree(Slice.whole(json));
        } catch (IOException e) {
            throw whyNot(e)
                    .<RuntimeException>map(why -> new UnreadableObject(ref, why))
                    // Without the cause: it would quote the answer, which may be a Secret.
                    .orElseGet(() -> new IllegalStateException("the API server's answer is not JSON"));
        }
    }

    /** Why a text is refused although it is JSON; nothing where it is not. */
    static Optional<String> whyNot(IOException failure) {
        return failure instanceof StreamConstraintsException
                ? Optional.of("it is nested more than " + DEEPEST
                        + " levels deep, or holds a name, text or number of absurd length")
                : Optional.empty();
    }

    /** The fields of an object or the elements of a list, without parsing them. */
    static void eachPart(Slice slice, Parts parts) throws IOException {
        try (JsonParser parser = tolerant().createParser(slice.json(), slice.from(), slice.length())) {
            if (parser.nextToken() == null || !parser.currentToken().isStructStart()) {
                return;
            }
            String name = null;
            while (parser.nextToken() != null && !parser.currentToken().isStructEnd()) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                    parser.nextToken();
                }
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int to = (int) parser.currentLocation().getByteOffset();
                parts.part(name, new Slice(slice.json(), slice.from() + from, to - from));
            }
        }
    }

    /** Estimates how many bytes its tree takes: for a text with short values, many times its length. */
    static int memory(Slice slice) throws IOException {
        int values = 0;
        try (JsonParser parser = tolerant().createParser(slice.json(), slice.from(), slice.length())) {
            while (parser.nextToken() != null) {
                values++;
            }
        }
        return slice.length() + values * OF_A_VALUE;
    }

    /** A new one each time: a factory caches the names that it has seen, and these may be of any length. */
    private static JsonFactory tolerant() {
        return JsonFactory.builder()
                .streamReadConstraints(ANYTHING)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }
}
