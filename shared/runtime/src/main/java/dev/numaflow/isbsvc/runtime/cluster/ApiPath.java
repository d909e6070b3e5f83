package dev.numaflow.isbsvc.runtime.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The one place where text becomes part of a URL of the API server: it stays one segment of a path, or one value of a query. */
public final class ApiPath {

    private ApiPath() {}

    /** A name as one segment, whatever it contains: none of its characters ends the path or begins a query. */
    public static String segment(String name) {
        // Form encoding writes a space as a plus sign.
        return value(name).replace("+", "%20");
    }

    /** The value of a query parameter. */
    public static String value(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
