package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import dev.numaflow.isbsvc.runtime.status.Notice;
import dev.numaflow.isbsvc.runtime.status.Reason;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Tells of events that no function could handle after all tries. The next tick finds what they were about. */
@Singleton
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final String DESTINATION = "knativeerrordest";

    private final Cluster cluster;
    private final Announcer announcer;

    @Inject
    public DeadLetters(Cluster cluster, Announcer announcer) {
        this.cluster = cluster;
        this.announcer = announcer;
    }

    /** Whether the broker has given this event up. */
    public static boolean isOne(CloudEvent<?> event) {
        return event != null && event.extensions() != null && event.extensions().containsKey(DESTINATION);
    }

    public Outcome tell(Pointer pointer) {
        String message = "an event of type " + pointer.type().value() + " could not be handled";
        LOG.warnf("%s: %s", pointer, message);
        if (!pointer.isTick()) {
            cluster.get(pointer.object())
                    .ifPresent(object -> announcer.tell(object, new Notice(Reason.EVENT_UNDELIVERED, message)));
        }
        return new Outcome.Done("told of a dead letter");
    }
}
