package dev.numaflow.isbsvc.runtime.failure;

import dev.numaflow.isbsvc.rendering.input.Shown;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jboss.logging.Logger;

/**
 * Decides the log level of a failure: waiting for others is normal and one line of INFO, a transient failure is one line of WARN, and
 * only a bug has a stack trace.
 */
public final class FailureLog {

    private static final int LONGEST = 500;
    private static final int MOST_CAUSES = 4;
    private static final int MOST_FRAMES = 40;

    private FailureLog() {}

    /** Logs a failure. @param what could not be done, or was not */
    public static void log(Logger log, String what, Throwable failure) {
        if (failure instanceof RetryAfter retry && retry.isExpected()) {
            log.infof("%s: %s", what, text(failure));
        } else if (failure instanceof RetryAfter || failure instanceof KubernetesClientException) {
            log.warnf("%s: %s", what, text(failure));
        } else {
            log.error(what, shortened(failure));
        }
    }

    /** A failure and its causes on one line of limited length. */
    public static String text(Throwable failure) {
        StringJoiner text = new StringJoiner(": ");
        List<Throwable> seen = new ArrayList<>();
        for (Throwable each = failure;
                each != null && !seen.contains(each) && seen.size() < MOST_CAUSES;
                each = each.getCause()) {
            seen.add(each);
            String message = each.getMessage();
            text.add(message == null || message.isEmpty() ? each.getClass().getSimpleName() : message);
        }
        String line = text.toString().replaceAll("[\\p{Cntrl}\\s]+", " ");
        return Shown.cut(line, LONGEST);
    }

    /** An endless recursion has a thousand identical frames. */
    private static Throwable shortened(Throwable failure) {
        if (failure.getStackTrace().length > MOST_FRAMES && failure instanceof StackOverflowError) {
            failure.setStackTrace(Arrays.copyOf(failure.getStackTrace(), MOST_FRAMES));
        }
        return failure;
    }
}
