package dev.numaflow.isbsvc.local.serving;

import com.sun.net.httpserver.Headers;
import dev.numaflow.isbsvc.local.events.EventText;
import dev.numaflow.isbsvc.local.report.Progress;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Shows each event that a function answered: cold or warm start, milliseconds, and the function's own log line. */
final class RequestLog {
    private final String function;
    private final FunctionLog log;
    private final Progress progress;

    RequestLog(String function, FunctionLog log, Progress progress) {
        this.function = function;
        this.log = log;
        this.progress = progress;
    }

    /** Describes {@code warmth} in words. */
    void answered(Headers event, HttpResponse<byte[]> response, Duration took, String startKind) {
        String reply = response.headers()
                .firstValue("ce-type")
                .map(type -> ", replied " + EventText.shortType(type))
                .orElse("");
        log.freshLines().forEach(line -> progress.report("           " + function + ": " + line));
        progress.report("answer   %s took %s: %d in %d ms (%s)%s"
                .formatted(
                        function,
                        EventText.of(name -> event.getFirst("ce-" + name)),
                        response.statusCode(),
                        took.toMillis(),
                        startKind,
                        reply));
    }
}
