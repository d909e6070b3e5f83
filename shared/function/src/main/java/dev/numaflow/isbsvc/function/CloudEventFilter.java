package dev.numaflow.isbsvc.function;

import dev.numaflow.isbsvc.runtime.event.PostedEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Decides whether a request contains exactly one event, before the framework does: that would answer some malformed requests 400 or
 * 406, and fail on others, so that they are delivered again. All of them are answered 204, because another delivery does not make
 * them events. A valid event is passed on in binary mode, with only the attributes that a function reads.
 */
@Singleton
public class CloudEventFilter {

    private static final Logger LOG = Logger.getLogger(CloudEventFilter.class);

    /** Right after the framework has read the body. */
    private static final int ORDER = Integer.MIN_VALUE + 2;

    private static final String PREFIX = "ce-";
    private static final int NO_CONTENT = 204;
    private static final byte[] NOTHING = new byte[0];

    void register(@Observes Router router) {
        router.post().order(ORDER).handler(CloudEventFilter::admit);
    }

    private static void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = context.body().buffer();
        Optional<PostedEvent> event = PostedEvent.of(request::getHeader, body == null ? NOTHING : body.getBytes());
        if (event.isEmpty()) {
            drop(context, "it is no single event with id, source and type that can be read");
            return;
        }
        inBinaryMode(request.headers(), event.get());
        ((RoutingContextInternal) context).setBody(Buffer.buffer(event.get().data()));
        context.next();
    }

    /** Answers a request that contains no event for us. */
    static void drop(RoutingContext context, String why) {
        LOG.warnf("not an event for us, dropped: %s", why);
        context.response().setStatusCode(NO_CONTENT).end();
    }

    private static void inBinaryMode(MultiMap headers, PostedEvent event) {
        List.copyOf(headers.names()).stream()
                .filter(name -> name.regionMatches(true, 0, PREFIX, 0, PREFIX.length()))
                .forEach(headers::remove);
        headers.set(PREFIX + "specversion", "1.0").set(PREFIX + "id", "-").set(PREFIX + "source", "-");
        event.attributes().forEach((name, value) -> headers.set(PREFIX + name, value));
        headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
    }
}
