package dev.numaflow.isbsvc.runtime.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Records Kubernetes Events. The same message about the same generation of an object has the same name, so that however often it is
 * recorded, there is one Event until the API server expires it. What recurs has an occasion each time.
 */
@Singleton
public class EventRecorder {

    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final int LONGEST_NAME = 200;

    private final ClusterWriter cluster;
    private final Clock clock;
    private final String component;

    @Inject
    public EventRecorder(
            ClusterWriter cluster, Clock clock, @ConfigProperty(name = "quarkus.application.name") String function) {
        this.cluster = cluster;
        this.clock = clock;
        this.component = "isbsvc-" + function;
    }

    /**
     * Records an Event, unless it was recorded before, or is about a paused service: an Event is a write, too. A refused one stops
     * nothing: the status says the same.
     */
    public void record(JsonNode about, EventMessage message) {
        record(
                about,
                message,
                String.join("|", Long.toString(ObjectMetas.generation(about)), message.identity(), message.occasion()));
    }

    /**
     * The same for what anyone can cause, any number of times: an object gets one Event a minute for this reason, whatever the others
     * would say.
     */
    public void recordOnceAMinute(JsonNode about, EventMessage message) {
        record(about, message, clock.instant().truncatedTo(ChronoUnit.MINUTES).toString());
    }

    /** @param which distinguishes this Event from all others for the same reason about the object */
    private void record(JsonNode about, EventMessage message, String which) {
        if (Pause.isOn(about)) {
            return;
        }
        WriteResult written = cluster.create(ObjectMetas.of(event(about, message, which)));
        if (written instanceof WriteResult.Rejected rejected) {
            LOG.warnf("no Event %s: %s", message.reason().label(), rejected.message());
        }
    }

    private Event event(JsonNode about, EventMessage message, String which) {
        ObjectRef ref = ObjectRef.of(about);
        String uid = ObjectMetas.uid(about);
        String text = bounded(message.message(), EventMessage.LONGEST_MESSAGE);
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String id = Digest.sha256(
                String.join("|", ref.kind().kind(), uid, message.reason().label(), which));
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(ref.namespace())
                .withName(beginning(ref.name()) + "." + id)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(ref.kind().apiVersion())
                .withKind(ref.kind().kind())
                .withNamespace(ref.namespace())
                .withName(ref.name())
                .withUid(uid)
                .endInvolvedObject()
                .withType(message.reason().type())
                .withReason(message.reason().label())
                .withMessage(text)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withReportingComponent(component)
                .withNewSource()
                .withComponent(component)
                .endSource()
                .build();
    }

    /** A part of a name with a valid end. */
    private static String beginning(String name) {
        return bounded(name, LONGEST_NAME).replaceAll("[-.]+$", "");
    }

    private static String bounded(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
