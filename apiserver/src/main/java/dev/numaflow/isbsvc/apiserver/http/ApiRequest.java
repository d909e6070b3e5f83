package dev.numaflow.isbsvc.apiserver.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One HTTP request: method, path segments, query, headers that are used, body, user. */
public record ApiRequest(
        String method, List<String> path, Map<String, String> query, Headers headers, byte[] body, String user) {

    /** The headers that this server reads. */
    public record Headers(String contentType, String accept, String userAgent) {
        /** The media type of the body, without parameters. */
        public String mediaType() {
            return contentType.split(";")[0].trim();
        }

        /** Whether the client wants Tables. */
        public boolean table() {
            return accept.contains("as=Table");
        }

        /** Whether the client requests PartialObjectMetadataList. */
        public boolean metadataList() {
            return accept.contains("as=PartialObjectMetadataList;");
        }

        /** Whether the client requests PartialObjectMetadata. */
        public boolean metadata() {
            return accept.contains("as=PartialObjectMetadata;");
        }
    }

    static List<String> segments(String rawPath) {
        return Arrays.stream(rawPath.split("/"))
                .filter(each -> !each.isEmpty())
                .map(each -> URLDecoder.decode(each.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    static Map<String, String> parameters(String rawQuery) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String each : rawQuery == null || rawQuery.isEmpty() ? new String[0] : rawQuery.split("&")) {
            String[] pair = each.split("=", 2);
            String value = pair.length == 2 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "";
            parameters.putIfAbsent(URLDecoder.decode(pair[0], StandardCharsets.UTF_8), value);
        }
        return parameters;
    }

    /** A query parameter that is a flag. */
    public boolean flag(String name) {
        String value = query.get(name);
        return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
    }
}
