package dev.numaflow.isbsvc.rendering.naming;

import java.util.regex.Pattern;

/** Validates names as the API server does. An invalid one names no object, and must not become part of a path. */
public final class ObjectNames {

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private ObjectNames() {}

    /** Whether an object of the kinds used here can have this name: a DNS subdomain as in RFC 1123. */
    public static boolean isName(String text) {
        return text != null
                && text.length() <= LONGEST_NAME
                && NAME.matcher(text).matches();
    }

    /** Whether a namespace can have this name: a DNS label as in RFC 1123. */
    public static boolean isNamespace(String text) {
        return text != null
                && text.length() <= LONGEST_LABEL
                && LABEL.matcher(text).matches();
    }
}
