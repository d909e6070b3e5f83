package dev.numaflow.isbsvc.local.serving;

import com.sun.net.httpserver.Headers;
import dev.numaflow.isbsvc.local.Narrator;
import dev.numaflow.isbsvc.local.events.EventText;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Tells which event a function answered, from cold or warm, in how many milliseconds, and what it did in its own words. */
final class Witness {
    private final String function;
    private final FunctionLog log;
    private final Narrator narrator;

    Witness(String function, FunctionLog log, Narrator narrator) {
        this.function = function;
        this.log = log;
        this.narrator = narrator;
    }

    /** {@code warmth} in words. */
    void answered(Headers event, HttpResponse<byte[]> response, Duration took, String warmth) {
        String reply = response.headers()
                .firstValue("ce-type")
                .map(type -> ", replied " + EventText.shortType(type))
                .orElse("");
        log.freshLines().forEach(line -> narrator.say("           " + function + ": " + line));
        narrator.say("answer   %s took %s: %d in %d ms (%s)%s"
                .formatted(
                        function,
                        EventText.of(name -> event.getFirst("ce-" + name)),
                        response.statusCode(),
                        took.toMillis(),
                        warmth,
                        reply));
    }
}
