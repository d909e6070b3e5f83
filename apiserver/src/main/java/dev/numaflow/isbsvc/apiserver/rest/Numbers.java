package dev.numaflow.isbsvc.apiserver.rest;

import java.util.Map;

/** Reads numbers from a query and rejects anything else. */
final class Numbers {
    private Numbers() {}

    static long of(Map<String, String> query, String parameter, long otherwise) {
        String text = query.getOrDefault(parameter, "");
        try {
            return text.isEmpty() ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Failures.badRequest("invalid " + parameter + " \"" + text + "\": not a number");
        }
    }
}
