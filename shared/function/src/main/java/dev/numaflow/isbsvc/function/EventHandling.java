package dev.numaflow.isbsvc.function;

import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.runtime.cluster.UnreadableObject;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
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
 * The one place where outcomes become HTTP. A malformed event, and everything that is done or ignored, is answered 204; a reply is
 * answered as a CloudEvent; whatever is thrown becomes 503 in {@link FailureHandling}. Each event writes one line to the log.
 */
@Singleton
public class EventHandling {

    private static final Logger LOG = Logger.getLogger(EventHandling.class);
    private static final int LONGEST_QUOTE = 100;
    private static final int LONGEST_LINE = 2000;

    private final String function;
    private final WorkQueue queue;

    @Inject
    EventHandling(@ConfigProperty(name = "quarkus.application.name") String function, WorkQueue queue) {
        this.function = function;
        this.queue = queue;
    }

    /** Handles one event; null means 204. Events about the same object that arrive together are reconciled once. */
    public CloudEvent<byte[]> handle(CloudEvent<byte[]> event, Function<Pointer, Outcome> reconcile) {
        return handleTogether(event, Pointer::object, batch -> reconcile.apply(batch.first()));
    }

    /**
     * The same for a function that reconciles several objects at once.
     *
     * @param key those events whose keys are equal are never reconciled at the same time, and together where they arrive together
     */
    public CloudEvent<byte[]> handleTogether(
            CloudEvent<byte[]> event, Function<Pointer, Object> key, Function<EventBatch, Outcome> reconcile) {
        return handleEach(event, pointer -> queue.handle(key.apply(pointer), pointer, reconcile), () -> {});
    }

    /** The same for a function to which each event means something of its own, even one without an object. */
    public CloudEvent<byte[]> handleEach(
            CloudEvent<byte[]> event, Function<Pointer, Outcome> reconcile, Runnable whenItPointsToNothing) {
        Optional<Pointer> pointer = Pointer.of(FunqyEvents.attributes(event), event == null ? null : event.data());
        if (pointer.isEmpty()) {
            LOG.warnf("not an event for us, dropped: type %s, subject %s", typeOf(event), subjectOf(event));
            whenItPointsToNothing.run();
            return null;
        }
        Outcome outcome = outcome(pointer.get(), reconcile);
        LOG.infof("%s: %s", pointer.get(), Shown.cut(outcome.message(), LONGEST_LINE));
        return outcome instanceof Outcome.Reply reply ? answer(reply) : null;
    }

    /** An unreadable object does not become readable by a retry; `repair` reports it on the object. */
    private static Outcome outcome(Pointer pointer, Function<Pointer, Outcome> reconcile) {
        try {
            return reconcile.apply(pointer);
        } catch (UnreadableObject e) {
            return new Outcome.Done(e.getMessage());
        }
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
                .build(Shown.cut(reply.message(), LONGEST_LINE).getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    private static String typeOf(CloudEvent<?> event) {
        return quote(event == null ? null : event.type());
    }

    private static String subjectOf(CloudEvent<?> event) {
        return quote(event == null ? null : event.subject());
    }

    /** Untrusted text, short and on one line. */
    private static String quote(String text) {
        if (text == null) {
            return "absent";
        }
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + Shown.cut(line, LONGEST_QUOTE) + "'";
    }
}
