package dev.numaflow.isbsvc.function;

import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import dev.numaflow.isbsvc.runtime.failure.RetryAfter;
import io.quarkus.funqy.runtime.ApplicationException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/**
 * Answers what a function threw: 503 with Retry-After, so that the broker delivers the event again. The cause is logged once, and
 * never sent to the caller.
 */
@Singleton
public class FailureHandling {

    private static final Logger LOG = Logger.getLogger(FailureHandling.class);
    private static final int TOO_LARGE = 413;

    void register(@Observes Router router) {
        // Before the handler of Quarkus, which would show the stack trace.
        router.route().order(Integer.MIN_VALUE).failureHandler(FailureHandling::answer);
    }

    private static void answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        if (context.statusCode() == TOO_LARGE) {
            CloudEventFilter.drop(context, "it has more bytes than any object");
            return;
        }
        if (context.failure() == null) {
            // Refused by the framework before a function was called: its status shows why.
            response.setStatusCode(context.statusCode()).end();
            return;
        }
        FailureLog.log(LOG, "to be tried again", unwrapped(context.failure()));
        response.setStatusCode(503)
                .putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RetryAfter.DELAY.toSeconds()))
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
                .end("to be tried again\n");
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof InvocationTargetException
                || failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof ApplicationException;
    }
}
