package dev.numaflow.isbsvc.runtime.event;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Decides whether what is posted is one event at all, before the framework does: it would answer 400 or 406, and poison is answered
 * 204 like all other poison, because it will not become an event by being sent again.
 */
@Singleton
public class Admission {

    private static final Logger LOG = Logger.getLogger(Admission.class);
    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";
    private static final List<String> REQUIRED = List.of("ce-id", "ce-source", "ce-type");
    private static final int NO_CONTENT = 204;

    void register(@Observes Router router) {
        router.post().order(Integer.MIN_VALUE + 1).handler(Admission::admit);
    }

    private static void admit(RoutingContext context) {
        if (isOneEvent(context.request())) {
            context.next();
        } else {
            LOG.warn("not an event for us, dropped: it is no single event with id, source and type");
            context.response().setStatusCode(NO_CONTENT).end();
        }
    }

    private static boolean isOneEvent(HttpServerRequest request) {
        String contentType = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
        return contentType.startsWith(STRUCTURED)
                ? !contentType.startsWith(BATCH)
                : REQUIRED.stream().allMatch(request.headers()::contains);
    }
}
