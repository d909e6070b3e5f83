package dev.numaflow.isbsvc.runtime.event;

import dev.numaflow.isbsvc.runtime.cluster.UnreadableObject;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The one place where outcomes meet HTTP. Poison, and everything that is done or ignored, is answered 204; a reply is answered
 * as a CloudEvent; whatever is thrown becomes 503 in {@link FailureHandling}. One event makes one line of log.
 */
@Singleton
public class EventHandling {

    private static final Logger LOG = Logger.getLogger(EventHandling.class);
    private static final int LONGEST_QUOTE = 100;
    private static final int LONGEST_LINE = 2000;

    private final String function;

    @Inject
    public EventHandling(@ConfigProperty(name = "quarkus.application.name") String function) {
        this.function = function;
    }

    /** Handles one event; null means 204. */
    public CloudEvent<byte[]> handle(CloudEvent<byte[]> event, Function<Pointer, Outcome> look) {
        return handle(event, look, () -> {});
    }

    /** The same for a function to which even an event that points to nothing says something. */
    public CloudEvent<byte[]> handle(
            CloudEvent<byte[]> event, Function<Pointer, Outcome> look, Runnable whenItPointsToNothing) {
        Optional<Pointer> pointer = event == null ? Optional.empty() : Pointer.of(event);
        if (pointer.isEmpty()) {
            LOG.warnf("not an event for us, dropped: type %s, subject %s", typeOf(event), subjectOf(event));
            whenItPointsToNothing.run();
            return null;
        }
        Outcome outcome = outcome(pointer.get(), look);
        LOG.infof("%s: %s", pointer.get(), line(outcome.said()));
        return outcome instanceof Outcome.Reply reply ? answer(reply) : null;
    }

    /** What nobody can read does not become readable by being tried again; `repair` tells so on the object. */
    private static Outcome outcome(Pointer pointer, Function<Pointer, Outcome> look) {
        try {
            return look.apply(pointer);
        } catch (UnreadableObject e) {
            return new Outcome.Done(e.getMessage());
        }
    }

    private static String line(String text) {
        return text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "..." : text;
    }

    private CloudEvent<byte[]> answer(Outcome.Reply reply) {
        return CloudEventBuilder.create()
                .id(UUID.randomUUID().toString())
                .source(function)
                .type(reply.type().value())
                .subject(reply.about().subject())
                .time(OffsetDateTime.now(ZoneOffset.UTC))
                .extensions(Map.of(
                        "kind", reply.about().kind().kind(),
                        "namespace", reply.about().namespace(),
                        "name", reply.about().name()))
                // As JSON, Funqy would write the bytes in base64.
                .build(line(reply.said()).getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    private static String typeOf(CloudEvent<?> event) {
        return quote(event == null ? null : event.type());
    }

    private static String subjectOf(CloudEvent<?> event) {
        return quote(event == null ? null : event.subject());
    }

    /** What strangers sent, short and on one line. */
    private static String quote(String text) {
        if (text == null) {
            return "absent";
        }
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "..." : line) + "'";
    }
}
