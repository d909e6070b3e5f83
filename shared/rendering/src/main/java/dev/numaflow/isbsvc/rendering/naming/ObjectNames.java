package dev.numaflow.isbsvc.rendering.naming;

import java.util.regex.Pattern;

/** Validates names as the API server does. An invalid one names no object, and must not become part of a path. */
public final class ObjectNames {

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private ObjectNames() {}

    /** Whether a text of any length is formed as a DNS label of RFC 1035, which begins with a letter. */
    public static boolean isFormedAsLabel(String text) {
        return text != null && LABEL_1035.matcher(text).matches();
    }

    /** Whether it is a DNS label of RFC 1035. */
    public static boolean isLabel(String text) {
        return isFormedAsLabel(text) && text.length() <= LONGEST_LABEL;
    }

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
