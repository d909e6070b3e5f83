package dev.numaflow.isbsvc.runtime.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The one place where text becomes part of an address of the API server: it stays one segment of a path, or one value of a query. */
public final class ApiPath {

    private ApiPath() {}

    /** A name as one segment, whatever it holds: none of its characters ends the path or begins a query. */
    public static String segment(String name) {
        // A form has its own way to write a blank.
        return value(name).replace("+", "%20");
    }

    /** The value of a parameter. */
    public static String value(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
